/** SQLSTATEs and system codes that say the database cannot be used now, whatever was asked of it. */
const UNAVAILABLE_CODES: ReadonlySet<string> = new Set([
  "53300", // too many connections
  "57P01", // shut down by an administrator
  "57P02", // shut down after a crash
  "57P03", // starting up, or not accepting connections
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** What the drivers say without a code when a connection could not be made or was lost. */
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable)/;

const CAUSES_MAX = 8;

/**
 * True when `error` says that a unique index refused a row: the one named, or any when no name is given.
 * Errors of the query builder wrap the driver's, whose message holds parameters: test with this, never log it.
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return causesOf(error).some(
    (cause) => field(cause, "code") === "23505" && (!constraint || field(cause, "constraint") === constraint),
  );
}

/** True when the database could not be reached or broke off: nothing is known about the write; try again later. */
export function isUnavailable(error: unknown): boolean {
  return causesOf(error).some((cause) => {
    const code = field(cause, "code") ?? "";
    if (UNAVAILABLE_CODES.has(code) || /^08...$/.test(code)) return true;
    if (cause instanceof AggregateError) return cause.errors.some(isUnavailable);
    return cause instanceof Error ? UNAVAILABLE_MESSAGES.test(cause.message) : isWebSocketError(cause);
  });
}

/** A WebSocket that cannot connect rejects with an event rather than with an error. */
function isWebSocketError(cause: unknown): boolean {
  return field(cause, "type") === "error" && typeof cause === "object" && cause !== null && "target" in cause;
}

/** What the server answered, say `42P01` for a table that is not there; undefined for what it did not answer. */
export function sqlStateOf(error: unknown): string | undefined {
  return causesOf(error)
    .map((cause) => field(cause, "code"))
    .find((code) => code !== undefined && /^[0-9A-Z]{5}$/.test(code));
}

/** The error and what it was caused by; ends for cycles and for things that are no errors. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let current = error;
  while (current !== undefined && current !== null && causes.length < CAUSES_MAX) {
    causes.push(current);
    current = current instanceof Error ? current.cause : undefined;
  }
  return causes;
}

function field(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : undefined;
}
