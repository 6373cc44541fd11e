import { invalid } from "./problem";
import type { World } from "./world";

const DEFAULT = 20;
const MAX = 100;

/** `pageSize` of a list: 20 unless told, 100 at most. */
export function pageSizeOf(world: World, params: URLSearchParams): number {
  const text = params.get("pageSize");
  if (text === null) return DEFAULT;
  const size = Number(text);
  if (!/^\d+$/.test(text) || size < 1) throw invalid("pageSize must be a positive number");
  if (size <= MAX) return size;
  if (world.switches.pageSizeAboveMax === "refused") throw invalid(`pageSize must not exceed ${MAX}`);
  return MAX;
}

/** One page: `count` is the total, not the page's length. */
export function page<T>(
  world: World,
  params: URLSearchParams,
  rows: readonly T[],
  toWire: (row: T) => object,
): object {
  const pageSize = pageSizeOf(world, params);
  const text = params.get("offset") ?? "0";
  if (!/^\d+$/.test(text)) throw invalid("offset must be a number");
  const offset = Number(text);
  const data = rows.slice(offset, offset + pageSize).map(toWire);
  return { data, offset, pageSize, count: rows.length };
}

/** A list that is never paged: no `offset`, no `pageSize`. */
export const whole = <T>(rows: readonly T[], toWire: (row: T) => object): object => ({
  data: rows.map(toWire),
  count: rows.length,
});
