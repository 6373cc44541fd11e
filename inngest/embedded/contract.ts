import type { Clock } from "@/lib/clock";
import type { AppAnswer, AppCall } from "./app-client";
import type { EngineLog } from "./log";
import type { RunFilter, RunView } from "./run-store";
import type { Timers } from "./timers";

/** What speaks to the app: over HTTP, unless a test stands between. */
export interface AppConnection {
  call(call: AppCall): Promise<AppAnswer>;
  /** The app's own list of functions. */
  sync(): Promise<unknown>;
}

export interface EngineOptions {
  /** The app's `serve()` route, e.g. `http://127.0.0.1:3000/api/inngest`. */
  readonly appUrl: string;
  /** Signs every call; null leaves them unsigned (the app is in development mode). */
  readonly signingKey: string | null;
  readonly eventKey: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly clock: Clock;
  /** Simulator mode: the file with the one clock offset, which `clock` must follow. */
  readonly clockFile: string | null;
  readonly log: EngineLog;
  /** Origins whose pages may post to the engine, besides its own. */
  readonly allowedOrigins?: readonly string[];
  /** Tests only: how much too early sleeps end (real servers: up to 450 ms). */
  readonly earlyWakeMs?: number;
  /** Tests only: 0 <= x < 1, for the random part of the back-off. */
  readonly random?: () => number;
  /** Tests only: real ms between two tries to reach the app. */
  readonly syncRetryMs?: number;
  /** Tests only: real ms an advance waits at one stop. */
  readonly idleCapMs?: number;
  /** Tests only: timers that somebody else keeps. They then fire by themselves, and the app is called when they do. */
  readonly timers?: (fired: () => void) => Timers;
  /** Tests only: stands between the engine and the app. */
  readonly through?: (app: AppConnection) => AppConnection;
}

export interface AdvanceRequest {
  readonly byMs?: number;
  readonly to?: Date;
  /** At most one cron tick per function and this many ms, except in the last five minutes. */
  readonly cronGapMs?: number;
}

export interface AdvanceResult {
  readonly from: string;
  readonly to: string;
  /** How many instants the clock stopped at because something was due. */
  readonly stops: number;
  /** Calls made to the app. */
  readonly calls: number;
}

export interface StuckCall {
  readonly function: string;
  readonly runId: string;
  readonly step: string;
}

/** The engine did not become idle in time; the clock stays where it was. */
export class EngineStuck extends Error {
  override readonly name = "EngineStuck";
  constructor(
    readonly stuck: readonly StuckCall[],
    reason: string,
  ) {
    super(reason);
  }
}

/** The clock may not be stepped (no clock file), or not to where it was asked. */
export class ClockRefusal extends Error {
  override readonly name = "ClockRefusal";
  constructor(
    readonly status: 400 | 403,
    message: string,
  ) {
    super(message);
  }
}

export interface Engine {
  /** Listens, then asks the app for its functions until it answers. Rejects on a taken port. */
  start(): Promise<void>;
  /** Resolves with the first sync; rejects with `UnsupportedDeclaration`. */
  ready(): Promise<void>;
  stop(): Promise<void>;
  readonly url: string;
  advance(request: AdvanceRequest): Promise<AdvanceResult>;
  /** Waits until nothing is under way and nothing is due. */
  settle(): Promise<void>;
  sync(): Promise<void>;
  runs(filter?: RunFilter): RunView[];
}
