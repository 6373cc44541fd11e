import { parseInstant } from "./instants";
import type { Metadata } from "./model";
import { invalid } from "./problem";

export type Body = Readonly<Record<string, unknown>>;

const METADATA_BYTES_MAX = 1024;

/** A string field; undefined when absent. Anything else is 400. */
export function textField(body: Body, key: string): string | undefined {
  const value = body[key];
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw invalid(`${key} must be a string`, { field: key });
  return value;
}

export function nameField(body: Body): string | undefined {
  const name = textField(body, "name");
  if (name !== undefined && name.trim() === "") throw invalid("name must not be empty", { field: "name" });
  return name;
}

function instantField(body: Body, key: string): number | null | undefined {
  const value = body[key];
  if (value === undefined || value === null) return value;
  const ms = typeof value === "string" ? parseInstant(value) : null;
  if (ms === null) throw invalid(`${key} must be an RFC 3339 timestamp or null`, { field: key });
  return ms;
}

/** `starts_at` and `ends_at` of a create or a PATCH: absent keeps what was there, null clears it. */
export function windowFields(
  body: Body,
  current: { starts_at: number | null; ends_at: number | null } = { starts_at: null, ends_at: null },
): { starts_at: number | null; ends_at: number | null } {
  const starts = instantField(body, "starts_at");
  const ends = instantField(body, "ends_at");
  const next = {
    starts_at: starts === undefined ? current.starts_at : starts,
    ends_at: ends === undefined ? current.ends_at : ends,
  };
  if (next.starts_at !== null && next.ends_at !== null && next.ends_at <= next.starts_at) {
    throw invalid("ends_at must be after starts_at", { field: "ends_at" });
  }
  return next;
}

/** Metadata after a create or a PATCH: keys that are not named stay, null removes one. */
export function metadataField(body: Body, current: Metadata = {}): Metadata {
  const given = body.metadata;
  if (given === undefined) return { ...current };
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalid("metadata must be an object", { field: "metadata" });
  }
  const next: Metadata = { ...current };
  for (const [key, value] of Object.entries(given)) {
    if (value === null) delete next[key];
    else if (typeof value === "string") next[key] = value;
    else throw invalid("metadata values must be strings", { field: `metadata.${key}` });
  }
  if (Buffer.byteLength(JSON.stringify(next)) > METADATA_BYTES_MAX) {
    throw invalid(`metadata must not exceed ${METADATA_BYTES_MAX} bytes`, { field: "metadata" });
  }
  return next;
}
