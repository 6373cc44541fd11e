import { invalid } from "./problem";
import type { World } from "./world";

type Json = Record<string, unknown>;
type Test = (row: Json) => boolean;

const LIMIT_MAX = 1000;
const KNOWN = new Set(["limit", "offset", "cursor", "sort", "order", "filter", "options", "q"]);

function valueAt(row: Json, path: string): unknown {
  return path.split(".").reduce<unknown>((at, step) => {
    return typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined;
  }, row);
}

/** One value of a condition: `null`, a range `(a-<b)`, a number, or part of a text. */
function testOf(path: string, value: string, mindsCase: boolean): Test {
  if (value === "null") return (row) => (valueAt(row, path) ?? null) === null;
  const range = /^(\d+)-<(\d+)$/.exec(value);
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    return (row) => {
      const found = valueAt(row, path);
      return typeof found === "number" && found >= from && found < to;
    };
  }
  const fold = (text: string) => (mindsCase ? text : text.toLowerCase());
  return (row) => {
    const found = valueAt(row, path);
    if (typeof found === "number" || typeof found === "boolean") return String(found) === value;
    return typeof found === "string" && fold(found).includes(fold(value));
  };
}

/**
 * `field:(a,b)`: any of the values; conditions side by side must all hold. How parentheses, commas, colons and
 * spaces inside a value are quoted is unknown, so a value that has one is refused. Throws 400.
 */
export function parseFilter(text: string, mindsCase: boolean): Test {
  const tests: Test[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const condition = /^([A-Za-z][\w.]*):\(([^()]*)\)\s*/.exec(rest);
    if (!condition) throw invalid('"filter" cannot be read');
    const [whole, path = "", values = ""] = condition;
    if (/[:\s]/.test(values)) throw invalid('"filter" cannot be read');
    const any = values.split(",").map((value) => testOf(path, value, mindsCase));
    tests.push((row) => any.some((test) => test(row)));
    rest = rest.slice(whole.length);
  }
  return (row) => tests.every((test) => test(row));
}

function intOf(params: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = params.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < min || value > max) throw invalid(`"${name}" is invalid`);
  return value;
}

function compareBy(params: URLSearchParams, fallback: string): (a: Json, b: Json) => number {
  const paths = (params.get("sort") ?? fallback).split(",");
  const orders = (params.get("order") ?? "asc").split(",");
  if (orders.some((order) => order !== "asc" && order !== "desc")) throw invalid('"order" is invalid');
  const key = (row: Json, path: string) => valueAt(row, path) ?? null;
  return (a, b) => {
    for (const [at, path] of paths.entries()) {
      const [x, y] = [key(a, path), key(b, path)];
      if (x === y) continue;
      const sign = (orders[at] ?? orders[0]) === "desc" ? -1 : 1;
      if (x === null || y === null) return x === null ? 1 : -1;
      return (typeof x === "number" && typeof y === "number" ? x - y : String(x) < String(y) ? -1 : 1) * sign;
    }
    return Number(a.id) - Number(b.id);
  };
}

export interface ListSpec {
  readonly rows: readonly Json[];
  readonly sort: string;
  /** Names that `options` may hold. */
  readonly options?: readonly string[];
  readonly hasCursors?: boolean;
}

export const meta = (world: World): Json => ({
  ...(world.switches.siteSpecific ? { siteSpecificAccess: { isSiteSpecific: true } } : {}),
});

/** One page of a list in the vendor's envelope. Throws 400 on bad parameters. */
export function listPage(world: World, params: URLSearchParams, spec: ListSpec): Json {
  const { switches } = world;
  for (const name of params.keys()) if (!KNOWN.has(name)) throw invalid(`"${name}" is not allowed`);
  for (const option of (params.get("options") ?? "").split(",")) {
    if (option !== "" && !spec.options?.includes(option)) throw invalid('"options" is invalid');
  }
  const asked = intOf(params, "limit", switches.defaultLimit, 1, LIMIT_MAX);
  const limit = Math.min(asked, switches.pageCap);
  const cursor = params.get("cursor");
  if (cursor !== null && !/^[a-zA-Z0-9,~_-]+$/.test(cursor)) throw invalid('"cursor" is invalid');
  const filter = params.get("filter") ?? "";
  const test = switches.filterIgnored ? () => true : parseFilter(filter, switches.filterMindsCase);
  const matching = spec.rows.filter(test).sort(compareBy(params, spec.sort));
  let offset = intOf(params, "offset", 0, 0, Number.MAX_SAFE_INTEGER);
  const cursors = spec.hasCursors === true && switches.userCursors;
  if (cursor !== null) {
    if (!cursors) throw invalid('"cursor" is not allowed');
    // A cursor marks the last row seen, so that rows deleted meanwhile hide no other.
    const last = Number(cursor.replace(/^after_/, ""));
    const seen = matching.findIndex((row) => row.id === last);
    const next = seen === -1 ? matching.findIndex((row) => Number(row.id) > last) : seen + 1;
    offset = next === -1 ? matching.length : next;
  }
  const data = matching.slice(offset, offset + limit);
  const hasNextPage = offset + data.length < matching.length;
  return {
    data,
    totalCount: spec.rows.length,
    filteredCount: matching.length,
    ...(cursors
      ? { cursors: { nextCursor: hasNextPage ? `after_${data.at(-1)?.id}` : null, hasNextPage } }
      : {}),
    meta: meta(world),
  };
}
