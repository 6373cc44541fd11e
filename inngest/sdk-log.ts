import { RetryAfterError } from "inngest";
import type { Logger } from "@/lib/logger";

type Level = "debug" | "info" | "warn" | "error";

/** What the SDK asks of a logger; it hands over `(fields, text)` or `(text)`, and asks for one per run where it can. */
export interface SdkLog extends Record<Level, (...args: unknown[]) => void> {
  child(of: Readonly<Record<string, unknown>>): SdkLog;
}

/**
 * The SDK's own words as lines of our log. Of an error only its kind is written, as everywhere. A step that asks to be
 * tried again later is no failure: it is told as information, without a trace of where that was decided.
 */
export function sdkLog(log: Logger): SdkLog {
  const at =
    (level: Level) =>
    (...args: unknown[]) => {
      const error = args.map(errorIn).find((found) => found !== undefined);
      const reason = args.find((arg) => typeof arg === "string");
      if (error instanceof RetryAfterError)
        return log.info("a step is to be tried again", { reason: error.message });
      return log[level]("the durable functions' SDK says", {
        ...(reason === undefined ? {} : { reason }),
        ...(error === undefined ? {} : { error }),
      });
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: ({ runID: runId, eventName }) => sdkLog(log.child({ runId, eventName })),
  };
}

const errorIn = (arg: unknown): unknown =>
  arg instanceof Error ? arg : (arg as { readonly err?: unknown } | null | undefined)?.err;
