import { APP_ID, createInngestClient } from "@/inngest/client";
import type { AppAnswer, AppCall, AppClient } from "@/inngest/embedded/app-client";
import { CallQueue } from "@/inngest/embedded/call-queue";
import { CronSchedule } from "@/inngest/embedded/cron-schedule";
import { readDeclarations } from "@/inngest/embedded/declarations";
import { Dispatcher } from "@/inngest/embedded/dispatcher";
import { readEvents } from "@/inngest/embedded/event-intake";
import { Executor } from "@/inngest/embedded/executor";
import { silentLog } from "@/inngest/embedded/log";
import type { Run } from "@/inngest/embedded/run";
import { type Timer, Timers } from "@/inngest/embedded/timers";
import { createFunctions } from "@/inngest/index";
import type { OutgoingEvent } from "@/lib/services/context";
import { type Elision, pollsAsked } from "./elision";
import type { LintelProcess } from "./lintel-process";
import type { Random } from "./random";
import { callFunction, type Handler, type StepMemory } from "./step-runner";
import type { VirtualTime } from "./virtual-time";

/** Wakes are this much off: a real server rounds sleeps to seconds. */
const EARLY_MAX_MS = 500;
const LATE_MAX_MS = 300;
/** A sleep shorter than this was cut short before: wakes are off by less than half of what is left. */
const SHORT_SLEEP_MS = 1_000;
const CALL_LATENCY_MS = { least: 2, most: 20 } as const;
const SWEEP_EVERY_MINUTES = 1;

/** Timers of the engine on the play's own time; what they fire may call for calls. */
export class PlayTimers extends Timers {
  /** The next one is the end of a sleep, which no server hits exactly. */
  isSleep = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly after: () => void,
    private readonly isStopped: () => boolean,
  ) {
    super();
  }

  override add(due: Date, fire: () => void): Timer {
    const off = this.isSleep ? this.inexactness(due.getTime() - this.time.nowMs) : 0;
    this.isSleep = false;
    return this.time.schedule(due.getTime() + off, () => {
      if (this.isStopped()) return;
      fire();
      this.after();
    });
  }

  private inexactness(left: number): number {
    if (left >= SHORT_SLEEP_MS) return this.random.whole(-EARLY_MAX_MS, LATE_MAX_MS);
    return -Math.floor((this.random.next() * Math.max(0, left)) / 2);
  }
}

interface Ask {
  readonly event: { readonly name: string; readonly data: Readonly<Record<string, unknown>> };
  readonly steps: StepMemory;
}

export interface EngineDeps {
  readonly time: VirtualTime;
  readonly random: Random;
  /** The process that answers calls now; null while none runs. */
  readonly process: () => LintelProcess | null;
  /** Says which ticks of crons are left out. */
  readonly elision: Elision;
}

/**
 * Runs the functions as declared in `inngest/index.ts`: the embedded engine's own parts (triggers, event ids,
 * debounce, limits, priorities, retries, crons, sleeps) on the play's time, and calls of function bodies in this
 * process instead of over HTTP. An option the embedded engine refuses is refused here.
 */
export class DirectEngine {
  private readonly queue = new CallQueue();
  private readonly runs = new Map<string, Run>();
  private readonly executor: Executor;
  private readonly dispatcher: Dispatcher;
  private readonly clock;
  private isStopped = false;
  /** Whether the calls under way when their process ends are lost with it, and not tried again. */
  losesRuns = false;

  constructor(private readonly deps: EngineDeps) {
    const { time, random } = deps;
    this.clock = time.clock();
    const { clock, queue } = this;
    const pump = () => this.executor.drain();
    const timers = new PlayTimers(time, random, pump, () => this.isStopped);
    const client = createInngestClient({ INNGEST_DEV: "http://127.0.0.1:1" });
    const bodies = createFunctions(
      {
        client,
        services: (job) => {
          const process = deps.process();
          if (!process) throw new Error("no process answers");
          return process.as(`job:${job}`);
        },
      },
      { sweepEveryMinutes: SWEEP_EVERY_MINUTES },
    );
    const functions = readDeclarations(
      bodies.flatMap((body) => declared(body)).map((entry) => JSON.parse(JSON.stringify(entry))),
    );
    const handlers = new Map(bodies.map((body) => [`${APP_ID}-${body.id()}`, handlerOf(body)]));
    this.executor = new Executor({
      // Safe: of the client only `call` is used.
      app: { call: (call) => this.call(call, handlers) } as Pick<AppClient, "call"> as AppClient,
      clock,
      queue,
      timers,
      log: silentLog,
      random: () => random.next(),
      // Asked for once a sleep, just before its timer is set.
      get earlyWakeMs() {
        timers.isSleep = true;
        return 0;
      },
      onEnd: (run, result) => {
        this.runs.delete(run.id);
        if (!this.isStopped) deps.elision.runEnded(run, result);
      },
      onReachable: () => undefined,
      onAnswered: pump,
    });
    this.dispatcher = new Dispatcher({
      clock,
      timers,
      log: silentLog,
      onRun: (run, due) => {
        this.runs.set(run.id, run);
        deps.elision.runBegan(run);
        this.executor.discover(run, due);
      },
      onBrokenRun: (_run, error) => {
        throw new Error(error.message);
      },
    });
    const crons = new CronSchedule(clock, timers, (fn, source, tick) => {
      void this.tick(fn, source, tick);
    });
    crons.use(functions);
    this.dispatcher.use(functions);
  }

  /** A cron's tick, or what is done in its place. */
  private async tick(...[fn, source, at]: Parameters<Dispatcher["tick"]>): Promise<void> {
    const process = this.deps.process();
    const instead = process && (await this.deps.time.track(this.deps.elision.insteadOf(fn)));
    if (this.isStopped) return;
    if (instead === null) this.dispatcher.tick(fn, source, at);
    else if (instead.polls.length > 0) await process?.emit(pollsAsked(instead.polls));
    this.executor.drain();
  }

  /** Runs that are not over, sleeping ones too. */
  get openRuns(): readonly Run[] {
    return [...this.runs.values()];
  }

  receive(events: readonly OutgoingEvent[]): void {
    if (this.isStopped) return;
    this.deps.elision.noteEmitted(events.map((event) => event.name));
    const taken = readEvents(JSON.stringify(events), this.clock);
    if (taken.error !== null) throw new Error(taken.error);
    for (const event of taken.events) this.dispatcher.accept(event);
    this.executor.drain();
  }

  /** Everything it held is gone: runs, sleeps, what was queued, event ids. What still runs reports to nobody. */
  stop(): void {
    this.isStopped = true;
    for (const run of this.runs.values()) run.status = "Failed";
    this.runs.clear();
  }

  private async call(
    { fnId, runId, body }: AppCall,
    handlers: ReadonlyMap<string, Handler>,
  ): Promise<AppAnswer> {
    const { time, random } = this.deps;
    await time.sleep(random.whole(CALL_LATENCY_MS.least, CALL_LATENCY_MS.most));
    await this.deps.elision.flush();
    const process = this.deps.process();
    const handler = handlers.get(fnId);
    const gone: AppAnswer = { kind: "unreachable", reason: "ECONNRESET", retryAfter: null };
    if (!process || !handler) return gone;
    const asked = JSON.parse(body) as Ask;
    this.deps.elision.callBegan(fnId);
    const answer = await process.whileAlive(
      callFunction(handler, {
        event: asked.event,
        memory: asked.steps,
        send: (event) => process.emit([event as OutgoingEvent]),
      }),
    );
    this.deps.elision.callEnded(fnId);
    const run = this.runs.get(runId);
    if (answer === null && this.losesRuns && run) {
      run.status = "Failed";
      this.runs.delete(runId);
    }
    return answer ?? gone;
  }
}

type Body = ReturnType<typeof createFunctions>[number];

/** The declaration as the SDK sends it to a server. Private there: read it and nothing else. */
function declared(body: Body): readonly object[] {
  const typed = body as unknown as {
    getConfig(of: { readonly baseUrl: URL; readonly appPrefix: string }): readonly object[];
  };
  return typed.getConfig({ baseUrl: new URL("http://127.0.0.1:1/api/inngest"), appPrefix: APP_ID });
}

const handlerOf = (body: Body): Handler => (body as unknown as { readonly fn: Handler }).fn;
