import { refused } from "./problem";

export type Body = Readonly<Record<string, unknown>>;

/** A text field; undefined when absent. Anything but text or null is 422. */
export function textField(body: Body, key: string): string | null | undefined {
  const value = body[key];
  if (value === undefined || value === null) return value;
  if (typeof value !== "string") throw refused({ [key]: ["is invalid"] });
  return value;
}

/** UTC milliseconds. A plain date is its first instant. */
export function instantField(body: Body, key: string): number | null | undefined {
  const text = textField(body, key);
  if (text === undefined || text === null) return text;
  const ms = /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:?\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw refused({ [key]: ["is invalid"] });
  return ms;
}

/** A list of whole numbers, each once, as texts; undefined when absent. */
export function idsField(body: Body, key: string): string[] | undefined {
  const value = body[key];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((id) => !Number.isInteger(Number(id))))
    throw refused({ [key]: ["is invalid"] });
  return [...new Set(value.map(String))];
}
