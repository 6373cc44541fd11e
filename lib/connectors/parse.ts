import type { ZodError, ZodType } from "zod";
import { VendorError } from "./errors";

/** Rows that parsed, and how many did not: any of those makes the read incomplete. */
export interface ParsedRows<T> {
  readonly items: readonly T[];
  readonly skipped: number;
}

/** Parses a whole answer. Errors: `unexpected_response` naming field names only, never values. */
export function parseAnswer<T>(schema: ZodType<T>, body: unknown, what: string): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new VendorError("unexpected_response", `${what}: unexpected shape at ${placeOf(result.error)}`);
}

/** Parses row by row, sets aside what does not parse and counts it. */
export function parseRows<T>(schema: ZodType<T>, rows: readonly unknown[]): ParsedRows<T> {
  const items: T[] = [];
  for (const row of rows) {
    const result = schema.safeParse(row);
    if (result.success) items.push(result.data);
  }
  return { items, skipped: rows.length - items.length };
}

/** A path made of what look like field names and positions; anything else could be data and becomes `?`. */
function placeOf(error: ZodError): string {
  const path = error.issues[0]?.path ?? [];
  if (path.length === 0) return "the top";
  return path.map((step) => (/^([a-z_]{1,40}|\d{1,4})$/i.test(String(step)) ? String(step) : "?")).join(".");
}
