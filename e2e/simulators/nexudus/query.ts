import { definitionOf, type EntityDefinition, type Find } from "./definitions";
import { derived } from "./derive";
import type { Row } from "./model";
import { readInstant } from "./stamps";
import type { World } from "./world";

const commonFields = ["Id", "UniqueId", "SystemId", "CreatedOn", "UpdatedOn", "UpdatedBy"];
type Read = (row: Row) => unknown;

const sameName = (names: readonly string[], asked: string): string | undefined =>
  names.find((n) => n.toLowerCase() === asked.toLowerCase());

/** How to read what a filter path names (`Resource_Business_Name`), or null when it names nothing. */
function reader(definition: EntityDefinition, path: readonly string[], find: Find): Read | null {
  const [head, ...rest] = path;
  if (head === undefined) return null;
  const fields = Object.keys(definition.fields);
  const relation = sameName(fields, `${head}Id`);
  if (relation) {
    const target = definition.fields[relation]?.relation;
    if (target) {
      if (rest.length === 0) return (row) => row[relation];
      if (target === "Country" || target === "Currency") return null;
      const inner = reader(definitionOf(target), rest, find);
      return (
        inner &&
        ((row) => {
          const other = find(target, row[relation]);
          return other ? inner(other) : undefined;
        })
      );
    }
  }
  const own = rest.length === 0 ? sameName([...fields, ...commonFields], head) : undefined;
  if (!own || definition.fields[own]?.kind === "ids") return null;
  // The relation's own id field is no filter: the suffix is dropped.
  if (definition.fields[own]?.relation) return null;
  return (row) => row[own];
}

/** Derived flags that are known to work as filters. */
const derivedFilters: Readonly<Record<string, readonly string[]>> = {
  CoworkerContract: ["Active", "Cancelled", "InPausedPeriod"],
};

function matches(actual: unknown, wanted: string): boolean {
  if (/^\[.*\]$/.test(wanted)) return idList(wanted)?.some((id) => id === actual) ?? false;
  // UNVERIFIED: a literal `null` is taken to mean "not set".
  if (wanted.toLowerCase() === "null") return actual === null || actual === undefined;
  if (typeof actual === "boolean") return actual === (wanted.toLowerCase() === "true");
  if (typeof actual === "number") return actual === Number(wanted);
  if (typeof actual !== "string") return false;
  const at = readInstant(actual);
  const asked = at && readInstant(wanted);
  return asked ? at.getTime() === asked.getTime() : actual.toLowerCase() === wanted.toLowerCase();
}

function inRange(actual: unknown, bound: string, side: "from" | "to"): boolean {
  const at = typeof actual === "number" ? actual : readInstant(actual)?.getTime();
  const limit = typeof actual === "number" ? Number(bound) : readInstant(bound)?.getTime();
  if (at === undefined || limit === undefined || Number.isNaN(limit)) return false;
  return side === "from" ? at >= limit : at <= limit;
}

/** The ids in `[1,2,3]`, or null when it is no such list. */
export function idList(value: string): number[] | null {
  const inside = /^\[([\d,\s]*)\]$/.exec(value.trim())?.[1];
  if (inside === undefined) return null;
  return inside.split(",").flatMap((n) => (n.trim() ? [Number(n)] : []));
}

/** Rows that meet every filter the query has. What is no filter of this entity is ignored without a word. */
export function filtered(
  definition: EntityDefinition,
  rows: Row[],
  query: URLSearchParams,
  world: World,
): Row[] {
  const tests: ((row: Row) => boolean)[] = [];
  for (const [key, value] of query) {
    const sided = /^(?:(from|to)_)?(.+)$/i.exec(key);
    const side = sided?.[1]?.toLowerCase() as "from" | "to" | undefined;
    const name = sided?.[2] ?? key;
    const [entity, ...path] = name.split("_");
    const own = path.length > 0 && entity?.toLowerCase() === definition.name.toLowerCase();
    const bare = path.length === 0 && !side ? sameName(["Id", "UniqueId"], name) : undefined;
    const flag =
      own && path.length === 1 ? sameName(derivedFilters[definition.name] ?? [], path[0] ?? "") : undefined;
    const read: Read | null = flag
      ? (row) => derived(definition.name, row, world)[flag]
      : own
        ? reader(definition, path, world.find)
        : bare
          ? (row) => row[bare]
          : null;
    if (read) tests.push((row) => (side ? inRange(read(row), value, side) : matches(read(row), value)));
  }
  return rows.filter((row) => tests.every((test) => test(row)));
}

/** 1 ascending, -1 descending. Words always work; numbers follow the dialect. */
export function direction(dir: string | null, dialect: "signed" | "zero_one"): 1 | -1 {
  const word = dir?.toLowerCase() ?? "";
  if (word.startsWith("desc")) return -1;
  if (dialect === "zero_one") return word === "1" ? -1 : 1;
  return word === "-1" ? -1 : 1;
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}

export interface ListPage {
  readonly rows: Row[];
  readonly envelope: Record<string, unknown>;
}

const defaultSize = 25;

/** One page of rows, with the envelope around it. `PageNumber` and `PageSize` are not parameters. */
export function paged(
  definition: EntityDefinition,
  rows: Row[],
  query: URLSearchParams,
  world: World,
): ListPage {
  const params = new Map([...query].map(([k, v]) => [k.toLowerCase(), v]));
  const whole = (name: string, fallback: number) => {
    const n = Number(params.get(name) ?? fallback);
    return Number.isInteger(n) && n > 0 ? n : fallback;
  };
  const page = whole("page", 1);
  const size = Math.min(whole("size", defaultSize), world.state.switches.pageSizeMax);
  const order =
    sameName([...Object.keys(definition.fields), ...commonFields], params.get("orderby") ?? "") ?? "Id";
  const dir = direction(params.get("dir") ?? null, world.state.switches.dirDialect);
  const sorted = rows.toSorted((a, b) => dir * (compare(a[order], b[order]) || a.Id - b.Id));
  const first = (page - 1) * size;
  const shown = sorted.slice(first, first + size);
  const pages = Math.ceil(rows.length / size);
  return {
    rows: shown,
    envelope: {
      CurrentPageSize: size,
      CurrentPage: page,
      CurrentOrderField: order,
      CurrentSortDirection: dir,
      FirstItem: first + 1,
      LastItem: first + shown.length,
      HasNextPage: page < pages,
      HasPreviousPage: page > 1,
      ...(world.state.switches.pageFields ? { PageNumber: page, PageSize: size } : {}),
      TotalItems: rows.length,
      TotalPages: pages,
    },
  };
}
