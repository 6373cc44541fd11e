import { realClock } from "@/lib/clock";
import type { AppConnection } from "./contract";
import { type FunctionConfig, readDeclarations, UnsupportedDeclaration } from "./declarations";
import type { EngineLog } from "./log";

export interface AppSyncParts {
  readonly app: Pick<AppConnection, "sync">;
  readonly log: EngineLog;
  readonly retryMs: number;
  readonly stopped: AbortSignal;
  readonly onFunctions: (functions: readonly FunctionConfig[]) => void;
}

/** Learns the app's functions, and keeps asking in real time until the app answers. */
export class AppSync {
  functions: readonly FunctionConfig[] | null = null;
  refusal: UnsupportedDeclaration | null = null;
  private under: Promise<void> | null = null;

  constructor(private readonly parts: AppSyncParts) {}

  /**
   * Asks until the app answers. While that goes on, further calls share it.
   * Errors: `UnsupportedDeclaration`; nothing changes then.
   */
  ensure(): Promise<void> {
    this.under ??= this.untilAnswered().finally(() => {
      this.under = null;
    });
    return this.under;
  }

  private async untilAnswered(): Promise<void> {
    const { app, log, retryMs, stopped } = this.parts;
    for (let tries = 1; ; tries++) {
      stopped.throwIfAborted();
      try {
        const functions = readDeclarations(await app.sync());
        this.functions = functions;
        this.refusal = null;
        this.parts.onFunctions(functions);
        log.info("functions learned from the app", { functions: functions.length });
        return;
      } catch (error) {
        if (error instanceof UnsupportedDeclaration) {
          this.refusal = error;
          log.error(error.message);
          throw error;
        }
        if (tries === 1)
          log.info("waiting for the app to answer the sync", {
            reason: error instanceof Error ? error.message : "unknown",
          });
      }
      await realClock.sleep(retryMs, stopped);
    }
  }
}
