/**
 * Fields that may appear in a log line: ids, counts, states and times of ours. A field that is not listed is
 * replaced, so that a forgotten secret or e-mail costs a log field instead of a leak. `route` is the pattern of a
 * URL, never the URL: real paths and queries hold secrets.
 */
const LOGGABLE_KEYS = [
  "action",
  "armCount",
  "attempt",
  "businessId",
  "code",
  "component",
  "connectionId",
  "constraint",
  "count",
  "counts",
  "deliveryId",
  "driver",
  "durationMs",
  "edgeAt",
  "entity",
  "error",
  "eventId",
  "eventName",
  "fence",
  "folder",
  "functionId",
  "groupId",
  "host",
  "installationId",
  "kind",
  "locationId",
  "memberId",
  "method",
  "operation",
  "operationId",
  "outcome",
  "owner",
  "page",
  "personId",
  "pid",
  "port",
  "reason",
  "resource",
  "retryAfterMs",
  "revision",
  "route",
  "runId",
  "state",
  "status",
  "stepId",
  "vendor",
] as const;

const ALLOWED: ReadonlySet<string> = new Set(LOGGABLE_KEYS);
const REDACTED = "[redacted]";
const TEXT_MAX = 500;
const DEPTH_MAX = 3;

export type LoggableKey = (typeof LOGGABLE_KEYS)[number];
export type LogFields = Readonly<Partial<Record<LoggableKey, unknown>>>;

/**
 * Returns a plain copy of `fields` fit for a log: listed keys at every depth, other values replaced by
 * `[redacted]`, long texts cut, errors reduced by `describeError`. Never throws, not for a cycle either.
 */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactRecord(fields, 0);
}

function redactRecord(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      ALLOWED.has(key) ? redactValue(value, depth) : REDACTED,
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "string") return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}...` : value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof Error) return describeError(value);
  if (value === undefined) return undefined;
  if (depth >= DEPTH_MAX) return REDACTED;
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redactValue(item, depth + 1));
  if (typeof value === "object") return redactRecord(value as Record<string, unknown>, depth + 1);
  return REDACTED;
}

/**
 * What a log may hold of an error: its name, code, kind and where it was thrown, down its causes.
 * The message is left out, because those of libraries quote queries with their parameters, URLs and answers.
 */
export function describeError(error: unknown): Record<string, unknown> {
  const described: Record<string, unknown>[] = [];
  let current: unknown = error;
  while (current instanceof Error && described.length <= DEPTH_MAX) {
    described.push({
      name: current.name,
      ...shortText(current, "code"),
      ...shortText(current, "kind"),
      ...shortText(current, "constraint"),
    });
    current = current.cause;
  }
  const [first, ...causes] = described;
  if (!first) return { name: typeof error };
  return { ...first, ...(causes.length > 0 && { causes }), at: framesOf(error as Error) };
}

/** Codes and kinds are short words; anything longer or stranger may be quoting somebody's data. */
function shortText(error: Error, key: "code" | "kind" | "constraint"): Record<string, string> {
  const value: unknown = Reflect.get(error, key);
  return typeof value === "string" && /^[A-Za-z0-9_.-]{1,80}$/.test(value) ? { [key]: value } : {};
}

function framesOf(error: Error): string[] {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
