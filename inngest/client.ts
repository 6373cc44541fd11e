import { Inngest } from "inngest";
import type { Env } from "@/lib/config/env";
import { type Logger, silentLogger } from "@/lib/logger";
import { OutsideErrors } from "./middleware/outside-errors";
import { sdkLog } from "./sdk-log";

/** The id is part of every function id: never change it. */
export const APP_ID = "lintel";

export type InngestClient = ReturnType<typeof createInngestClient>;

/** One client for all three set-ups: Inngest Cloud, a server of one's own, the embedded engine. */
export function createInngestClient(
  env: Pick<
    Env,
    | "INNGEST_EVENT_KEY"
    | "INNGEST_SIGNING_KEY"
    | "INNGEST_SIGNING_KEY_FALLBACK"
    | "INNGEST_BASE_URL"
    | "INNGEST_DEV"
  >,
  { log = silentLogger, ...more }: { readonly log?: Logger; readonly fetch?: typeof globalThis.fetch } = {},
) {
  return new Inngest({
    id: APP_ID,
    ...more,
    logger: sdkLog(log),
    isDev: env.INNGEST_DEV !== undefined,
    middleware: [OutsideErrors],
    checkpointing: { maxRuntime: "50s" },
    ...(env.INNGEST_EVENT_KEY ? { eventKey: env.INNGEST_EVENT_KEY } : {}),
    ...(env.INNGEST_SIGNING_KEY ? { signingKey: env.INNGEST_SIGNING_KEY } : {}),
    ...(env.INNGEST_SIGNING_KEY_FALLBACK ? { signingKeyFallback: env.INNGEST_SIGNING_KEY_FALLBACK } : {}),
    ...(env.INNGEST_DEV
      ? { baseUrl: env.INNGEST_DEV }
      : env.INNGEST_BASE_URL
        ? { baseUrl: env.INNGEST_BASE_URL }
        : {}),
  });
}
