/**
 * A UTC timestamp the way Nexudus writes them: no fraction, or up to seven digits with trailing zeros
 * dropped. `counter` supplies the digits below a millisecond.
 */
export function stamp(at: Date, counter: number): string {
  const iso = at.toISOString();
  const digits = `${iso.slice(20, 23)}${String(counter % 10_000).padStart(4, "0")}`.replace(/0+$/, "");
  return digits ? `${iso.slice(0, 19)}.${digits}Z` : `${iso.slice(0, 19)}Z`;
}

/** Reads a timestamp; a value without zone is UTC. Null when it is none. */
export function readInstant(value: unknown): Date | null {
  if (value instanceof Date) return value;
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const zoned = /(z|[+-]\d{2}:?\d{2})$/i.test(value.slice(10))
    ? value
    : `${value}${value.length === 10 ? "T00:00" : ""}Z`;
  const at = new Date(zoned);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The stored form of a booking or contract time: whole seconds unless given finer. */
export const plain = (at: Date): string => at.toISOString().replace(/\.?0*Z$/, "Z");
