import { realClock } from "@/lib/clock";
import { AppClient } from "./app-client";
import { AppSync } from "./app-sync";
import { CallQueue } from "./call-queue";
import { ClockOwner } from "./clock-owner";
import {
  type AdvanceRequest,
  type AdvanceResult,
  ClockRefusal,
  type Engine,
  type EngineOptions,
  EngineStuck,
} from "./contract";
import { CronSchedule } from "./cron-schedule";
import { Dispatcher } from "./dispatcher";
import { type IntakeResult, readEvents } from "./event-intake";
import { Executor } from "./executor";
import { type Listening, listen } from "./listen";
import { engineRoutes } from "./routes";
import { type RunFilter, RunStore, type RunView } from "./run-store";
import { Timers } from "./timers";

const TICK_MS = 20;
const SYNC_RETRY_MS = 5_000;
const IDLE_CAP_MS = 120_000;
const SHORT_JUMP_MS = 6 * 3_600_000;
const SHORT_GAP_MS = 60_000;
const LONG_GAP_MS = 12 * 3_600_000;
/** The clock also flows by itself: an instant that was ahead when asked for may have passed since. */
const PASSED_MEANWHILE_MS = 1_000;
const JUMP_MAX_MS = 10 * 366 * 86_400_000;

/** The engine's parts and what holds them together; the routes see this, users see `Engine`. */
export class EngineCore implements Engine {
  readonly store = new RunStore();
  readonly timers: Timers;
  readonly queue = new CallQueue();
  readonly appSync: AppSync;
  readonly owner: ClockOwner | null;
  private readonly stopping = new AbortController();
  private readonly executor: Executor;
  private readonly dispatcher: Dispatcher;
  private readonly crons: CronSchedule;
  private listening: Listening | null = null;
  private firstSync: Promise<void> = Promise.reject(new Error("not started"));
  private advancing: Promise<unknown> = Promise.resolve();

  constructor(readonly options: EngineOptions) {
    this.firstSync.catch(() => undefined);
    const { clock, log, clockFile } = options;
    this.timers = options.timers?.(() => this.pump()) ?? new Timers();
    const { timers, queue, store } = this;
    const stopped = this.stopping.signal;
    const client = new AppClient({ ...options, stopped });
    const app = options.through?.(client) ?? client;
    this.owner = clockFile === null ? null : new ClockOwner(clockFile, clock);
    this.executor = new Executor({
      app,
      clock,
      queue,
      timers,
      log,
      random: options.random ?? Math.random,
      earlyWakeMs: options.earlyWakeMs ?? 0,
      onEnd: (run, result) => {
        store.finish(run);
        this.dispatcher.announceEnd(run, result);
      },
      onReachable: (isReachable) => {
        if (!isReachable && !stopped.aborted) this.appSync.ensure().catch(() => undefined);
      },
      onAnswered: () => this.pump(),
    });
    this.dispatcher = new Dispatcher({
      clock,
      timers,
      log,
      onRun: (run, due) => {
        store.add(run);
        this.executor.discover(run, due);
      },
      onBrokenRun: (run, error) => {
        store.add(run);
        this.executor.refuse(run, error);
      },
    });
    this.crons = new CronSchedule(clock, timers, (fn, source, tick) =>
      this.dispatcher.tick(fn, source, tick),
    );
    this.appSync = new AppSync({
      app,
      log,
      stopped,
      retryMs: options.syncRetryMs ?? SYNC_RETRY_MS,
      onFunctions: (functions) => {
        this.crons.use(functions);
        this.dispatcher.use(functions);
        this.pump();
      },
    });
  }

  get url(): string {
    if (!this.listening) throw new Error("the engine is not listening");
    return this.listening.url;
  }

  async start(): Promise<void> {
    this.listening = await listen(engineRoutes(this), this.options.port);
    this.options.log.info("embedded engine listening; runs live in memory and are gone after a restart", {
      url: this.url,
    });
    this.firstSync = this.appSync.ensure();
    this.firstSync.catch(() => undefined);
    void this.keepTime();
  }

  ready(): Promise<void> {
    return this.firstSync;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.listening?.close();
  }

  runs(filter?: RunFilter): RunView[] {
    return this.store.list(filter);
  }

  sync(): Promise<void> {
    return this.appSync.ensure();
  }

  /** Takes the body of `/e/{key}`. */
  receive(text: string): IntakeResult {
    const result = readEvents(text, this.options.clock);
    for (const event of result.events) this.dispatcher.accept(event);
    this.pump();
    return result;
  }

  /** The next instant something is due. */
  nextDue(): Date | null {
    return this.timers.next();
  }

  advance(request: AdvanceRequest): Promise<AdvanceResult> {
    const mine = this.advancing.then(() => this.walk(request));
    this.advancing = mine.catch(() => undefined);
    return mine;
  }

  async settle(): Promise<void> {
    const capped = this.options.clock.timeoutSignal(this.options.idleCapMs ?? IDLE_CAP_MS);
    for (this.pump(); !this.isIdle(); this.pump()) {
      if (capped.aborted || this.stopping.signal.aborted) throw this.stuck();
      await realClock.sleep(1);
    }
  }

  /** From timer to timer: each due thing happens at its own instant and is finished before the next. */
  private async walk({ byMs, to, cronGapMs }: AdvanceRequest): Promise<AdvanceResult> {
    const { clock } = this.options;
    const owner = this.owner;
    if (owner === null) throw new ClockRefusal(403, "time can be stepped in simulator mode only");
    const from = clock.now();
    const asked = to ?? new Date(from.getTime() + (byMs ?? 0));
    const behindMs = from.getTime() - asked.getTime();
    const target = to && behindMs > 0 && behindMs <= PASSED_MEANWHILE_MS ? from : asked;
    const lengthMs = target.getTime() - from.getTime();
    if (!(lengthMs >= 0 && lengthMs <= JUMP_MAX_MS))
      throw new ClockRefusal(400, "time moves forward, by at most ten years");
    const callsBefore = this.executor.calls;
    let stops = 0;
    this.crons.beginJump({
      to: target,
      gapMs: cronGapMs ?? (lengthMs <= SHORT_JUMP_MS ? SHORT_GAP_MS : LONG_GAP_MS),
    });
    try {
      await this.settle();
      for (let next = this.timers.next(); next !== null && next <= target; next = this.timers.next()) {
        owner.stepTo(next);
        stops += 1;
        await this.settle();
      }
      owner.stepTo(target);
      await this.settle();
    } finally {
      this.crons.endJump();
    }
    return {
      from: from.toISOString(),
      to: clock.now().toISOString(),
      stops,
      calls: this.executor.calls - callsBefore,
    };
  }

  private isIdle(): boolean {
    const next = this.timers.next();
    const isDue = next !== null && next <= this.options.clock.now();
    return (
      this.appSync.functions !== null && this.queue.inFlight.size === 0 && this.queue.waiting === 0 && !isDue
    );
  }

  private stuck(): EngineStuck {
    const stuck = [...this.queue.inFlight].map((call) => ({
      function: call.run.fn.id,
      runId: call.run.id,
      step: call.target ?? "step",
    }));
    const reason =
      this.appSync.functions === null
        ? "the app has not told its functions yet"
        : `${stuck.length} calls are still under way`;
    return new EngineStuck(stuck, reason);
  }

  private pump(): void {
    if (this.stopping.signal.aborted || this.appSync.functions === null) return;
    this.timers.fireDue(this.options.clock.now());
    this.executor.drain();
  }

  /** Real time flows beside the offset: timers also fire by themselves. */
  private async keepTime(): Promise<void> {
    const { clock, log } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        this.pump();
      } catch (error) {
        log.error("the engine's clock loop failed once", {
          error: error instanceof Error ? error.name : "unknown",
        });
      }
      await clock.sleep(TICK_MS, signal).catch(() => undefined);
    }
  }
}

export { type Engine, type EngineOptions, EngineStuck } from "./contract";

/** A local Inngest engine for one machine. Nothing happens before `start()`. */
export function createEngine(options: EngineOptions): Engine {
  return new EngineCore(options);
}
