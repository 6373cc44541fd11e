import pino, { type DestinationStream } from "pino";
import { type LogFields, redact } from "@/lib/security/redact";

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/**
 * Structured log. `message` is fixed text (never built from data); everything variable goes into `fields`,
 * of which only allow-listed keys are written (`lib/security/redact.ts`).
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger;
}

/**
 * A logger that writes one JSON line per entry to `destination` (stdout unless given), below `level` nothing.
 * No worker threads: lines are written by this process, so that none is lost when it ends.
 */
export function createLogger(options: {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}): Logger {
  const settings = { level: options.level, base: null };
  return wrap(options.destination ? pino(settings, options.destination) : pino(settings));
}

/** A logger that writes nothing, for tests and tools. */
export const silentLogger: Logger = createLogger({ level: "silent" });

function wrap(logger: pino.Logger): Logger {
  return {
    debug: (message, fields = {}) => logger.debug(redact(fields), message),
    info: (message, fields = {}) => logger.info(redact(fields), message),
    warn: (message, fields = {}) => logger.warn(redact(fields), message),
    error: (message, fields = {}) => logger.error(redact(fields), message),
    child: (fields) => wrap(logger.child(redact(fields))),
  };
}
