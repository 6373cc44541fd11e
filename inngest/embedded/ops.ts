import { durationMs } from "./duration";

/** One thing the app asks for or reports: a step that ran, a sleep, a plan. */
export interface Op {
  readonly op: string;
  readonly id: string;
  readonly name: string;
  readonly data?: unknown;
  readonly error?: unknown;
  readonly opts?: { readonly parallelMode?: unknown };
}

/** An error as the server keeps it: without the SDK's own mark. */
export function errorState(error: unknown): {
  name: string;
  message: string;
  stack: string;
  cause?: unknown;
} {
  const from: Readonly<Record<string, unknown>> =
    error !== null && typeof error === "object" ? { ...error } : { message: error };
  const text = (value: unknown, fallback: string) => (typeof value === "string" ? value : fallback);
  return {
    name: text(from.name, "Error"),
    message: text(from.message, "unknown error"),
    stack: text(from.stack, ""),
    ...(from.cause === undefined ? {} : { cause: from.cause }),
  };
}

/** When a sleep ends: now for an empty name, a duration from now, or a date; null when it is none of these. */
export function sleepEnd(name: string, now: Date): Date | null {
  if (name === "") return now;
  const lasts = durationMs(name);
  if (lasts !== null) return new Date(now.getTime() + lasts);
  const at = Date.parse(name);
  return Number.isNaN(at) ? null : new Date(at);
}

/** What is no op at all is named "unknown" and refused like any unsupported one. */
export function readOp(candidate: unknown): Op {
  const from: Readonly<Record<string, unknown>> =
    candidate !== null && typeof candidate === "object" ? { ...candidate } : {};
  const { op, id, name, opts, data, error } = from;
  return {
    op: typeof op === "string" && typeof id === "string" ? op : "unknown",
    id: typeof id === "string" ? id : "",
    name: typeof name === "string" ? name : "",
    data,
    error,
    opts: opts !== null && typeof opts === "object" ? opts : {},
  };
}
