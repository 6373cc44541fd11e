import { invalid } from "./problem";

const RFC3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds of an RFC 3339 text with up to nanosecond precision; null when it is not one. */
export function parseInstant(text: string): number | null {
  const ms = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** RFC 3339 in UTC without a needless fraction, as the vendor echoes windows. */
export const formatInstant = (ms: number): string => new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");

/** A text that sorts as the instant does, at nanosecond precision. Throws 400 on anything else. */
export function instantKey(text: string): string {
  const parts = RFC3339.exec(text);
  const ms = parseInstant(text);
  if (!parts || ms === null) throw invalid("not an RFC 3339 timestamp", { value: text });
  return `${new Date(ms).toISOString().slice(0, 19)}.${(parts[2] ?? "").padEnd(9, "0")}`;
}
