import { instantKey } from "./instants";
import type { Row } from "./model";
import { invalid } from "./problem";

type Key = string | number;

export interface ListSpec<T extends Row> {
  readonly rows: readonly T[];
  /** Filters this list knows, by query name. */
  readonly filters?: Readonly<Record<string, (row: T, value: string) => boolean>>;
  /** Names that end the way `metadata.<key>` does, or anything else that only a pattern tells. */
  readonly anyFilter?: (name: string) => ((row: T, value: string) => boolean) | null;
  readonly sortKeys?: Readonly<Record<string, (row: T) => Key | null>>;
  readonly defaultLimit: number;
  readonly isDeletedDefault: "false" | "any";
  readonly toWire: (row: T) => object;
}

const RANGE = {
  gt: (a: string, b: string) => a > b,
  ge: (a: string, b: string) => a >= b,
  lt: (a: string, b: string) => a < b,
  le: (a: string, b: string) => a <= b,
};

const isRange = (op: string): op is keyof typeof RANGE => Object.hasOwn(RANGE, op);

function limitOf(params: URLSearchParams, fallback: number): number {
  const text = params.get("limit");
  if (text === null) return fallback;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > 100)
    throw invalid("limit must be 1 to 100", { field: "limit" });
  return limit;
}

function predicate<T extends Row>(spec: ListSpec<T>, name: string, value: string): (row: T) => boolean {
  const range = /^(created_at|occurred_at):(\w+)$/.exec(name);
  if (range) {
    const [, field = "", op = ""] = range;
    if (!isRange(op)) throw invalid("unknown range operator", { field: name });
    const bound = instantKey(value);
    return (row) => {
      const text: unknown = Reflect.get(row, field);
      return typeof text === "string" && RANGE[op](instantKey(text), bound);
    };
  }
  if (name === "is_deleted") {
    if (!["true", "false", "any"].includes(value))
      throw invalid("is_deleted: true, false or any", { field: name });
    return (row) => value === "any" || row.is_deleted === (value === "true");
  }
  if (name.startsWith("metadata.")) {
    const key = name.slice("metadata.".length);
    return (row) => row.metadata[key] === value;
  }
  const known = spec.filters?.[name] ?? spec.anyFilter?.(name);
  // Ignoring a filter would answer with everything; the vendor's own reading is unknown, so say it loudly.
  if (!known) throw invalid("unknown query parameter", { field: name });
  return (row) => known(row, value);
}

function sortOf<T extends Row>(
  spec: ListSpec<T>,
  text: string,
): { key: (row: T) => Key | null; sign: 1 | -1 } {
  const [field = "", direction = "asc"] = text.split(":");
  if (direction !== "asc" && direction !== "desc")
    throw invalid("sort direction: asc or desc", { field: "sort" });
  const sign = direction === "asc" ? 1 : -1;
  if (field === "created_at") return { key: (row) => instantKey(row.created_at), sign };
  if (field.startsWith("metadata.")) {
    const name = field.slice("metadata.".length);
    return { key: (row) => row.metadata[name] ?? null, sign };
  }
  const key = spec.sortKeys?.[field];
  if (!key) throw invalid("unknown sort field", { field: "sort" });
  return { key, sign };
}

const compareKeys = (a: Key | null, b: Key | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

interface Mark {
  readonly key: Key | null;
  readonly seq: number;
}

function readCursor(text: string): Mark {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (typeof parsed === "object" && parsed !== null && "key" in parsed && "seq" in parsed) {
      const { key, seq } = parsed;
      if (typeof seq === "number" && (key === null || typeof key === "string" || typeof key === "number")) {
        return { key, seq };
      }
    }
  } catch {
    // Not one of ours: refused below.
  }
  throw invalid("unknown cursor", { field: "cursor" });
}

/**
 * One page of a list: filtered, sorted (newest first unless told otherwise), cut after the cursor. A
 * cursor marks the last row seen, so rows made meanwhile neither shift nor repeat a page.
 */
export function listPage<T extends Row>(params: URLSearchParams, spec: ListSpec<T>): object {
  const limit = limitOf(params, spec.defaultLimit);
  let rows = spec.rows.filter(
    (row) => params.has("is_deleted") || spec.isDeletedDefault === "any" || !row.is_deleted,
  );
  for (const [name, value] of params) {
    if (["limit", "cursor", "sort", "expand"].includes(name)) continue;
    rows = rows.filter(predicate(spec, name, value));
  }
  const { key, sign } = sortOf(spec, params.get("sort") ?? "created_at:desc");
  const compare = (a: Mark, b: Mark) => sign * (compareKeys(a.key, b.key) || a.seq - b.seq);
  const marked = rows.map((row) => ({ row, key: key(row), seq: row.seq })).sort(compare);
  const cursor = params.get("cursor");
  const after = cursor === null ? null : readCursor(cursor);
  const left = after === null ? marked : marked.filter((m) => compare(m, after) > 0);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  const hasNext = left.length > page.length;
  return {
    data: page.map((m) => spec.toWire(m.row)),
    has_next: hasNext,
    ...(hasNext && last
      ? { cursor_next: Buffer.from(JSON.stringify({ key: last.key, seq: last.seq })).toString("base64url") }
      : {}),
  };
}
