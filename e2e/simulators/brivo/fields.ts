import type { Contact } from "./model";
import { invalid } from "./problem";

export type Body = Readonly<Record<string, unknown>>;

/** A string field; undefined when absent. Numbers are taken for `externalId` alone, as recorded. */
export function textField(body: Body, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (key === "externalId" && typeof value === "number") return String(value);
  if (typeof value !== "string") throw invalid(`${key} must be a string`);
  return value === "" ? undefined : value;
}

export function requiredText(body: Body, key: string): string {
  const value = textField(body, key);
  if (value === undefined || value.trim() === "") throw invalid(`${key} is required`);
  return value;
}

export function flagField(body: Body, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw invalid(`${key} must be a boolean`);
  return value;
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/;

/** ISO 8601 with an offset, or a date alone, which means midnight UTC. Kept at seconds. Null when it is neither. */
export function parseInstant(text: string): number | null {
  const ms = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

export function instantField(body: Body, key: string): number | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === "string" ? parseInstant(value) : null;
  if (ms === null) throw invalid(`${key} must be an ISO 8601 date-time`);
  return Math.floor(ms / 1000) * 1000;
}

/** `effectiveFrom` and `effectiveTo`; what is absent or null keeps `current`. */
export function datesField(
  body: Body,
  current: { from: number | null; to: number | null } = { from: null, to: null },
): { from: number | null; to: number | null } {
  const next = {
    from: instantField(body, "effectiveFrom") ?? current.from,
    to: instantField(body, "effectiveTo") ?? current.to,
  };
  if (next.from !== null && next.to !== null && next.to <= next.from)
    throw invalid("effectiveTo must be after effectiveFrom");
  return next;
}

const LISTED_TYPES = ["work", "home", "mobile", "other"];

/** `emails` and `phoneNumbers`; undefined when absent. `types` says whether the type must be one of a list. */
export function contactsField(
  body: Body,
  key: "emails" | "phoneNumbers",
  types: "free" | "listed",
): Contact[] | undefined {
  const given = body[key];
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw invalid(`${key} must be an array`);
  const name = key === "emails" ? "address" : "number";
  return given.map((entry: unknown) => {
    const row: Body = typeof entry === "object" && entry !== null ? { ...entry } : {};
    const [value, type] = [requiredText(row, name), requiredText(row, "type")];
    if (key === "emails" && !/^[^\s@]+@[^\s@]+$/.test(value)) throw invalid("invalid e-mail address");
    if (types === "listed" && !LISTED_TYPES.includes(type.toLowerCase()))
      throw invalid(`unknown type in ${key}`);
    return { value, type };
  });
}

/** An array of ids; empty when absent. */
export function idsField(body: Body, key: string): number[] {
  const given = body[key];
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given) || given.some((id) => !Number.isSafeInteger(id)))
    throw invalid(`${key} must be an array of ids`);
  return given.map(Number);
}
