import { type ZodType, z } from "zod";
import { invalid } from "./problem";
import type { World } from "./world";

/** Parses a body as strictly as the vendor's validator: an unknown property is an error. */
export function parseBody<T>(schema: ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") ?? "";
  throw invalid(
    issue?.code === "unrecognized_keys"
      ? `"${[where, issue.keys[0]].filter(Boolean).join(".")}" is not allowed`
      : `"${where || "value"}" is invalid`,
  );
}

/** ISO 8601 date or date-time; null clears. UTC milliseconds. */
export const instant = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)))
  .transform((text) => Date.parse(text))
  .nullable()
  .optional();

export const uniqueIds = z
  .array(z.number().int())
  .refine((ids) => new Set(ids).size === ids.length, "unique");

const DAY_MS = 86_400_000;

/** A date as the vendor keeps it. UNVERIFIED: whether the time of day survives. */
export const keptDate = (world: World, ms: number | null): number | null =>
  ms === null || world.switches.dates === "instant" ? ms : Math.floor(ms / DAY_MS) * DAY_MS;

export const toIso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export const idOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : -1);
