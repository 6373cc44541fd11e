import { Hono } from "hono";
import { serve } from "inngest/hono";
import { createInngestClient } from "@/inngest/client";
import { createEngine, type Engine } from "@/inngest/embedded/engine";
import { type Listening, listen } from "@/inngest/embedded/listen";
import { silentLog } from "@/inngest/embedded/log";
import { createFunctions } from "@/inngest/index";
import type { OutgoingEvent } from "@/lib/services/context";
import { type EngineDeps, PlayTimers } from "../direct/engine";
import type { VirtualTime } from "../direct/virtual-time";
import { leavingOutIdle } from "./leave-out";

const EVENT_KEY = "play-event-key";
const SIGNING_KEY = `signkey-test-${"0123456789abcdef".repeat(4)}`;
/** Sleeps end this much too early, as real servers do. */
const EARLY_MS = 300;
const SYNC_RETRY_MS = 20;
/** What crons ask for, whether or not anything happened. */
const ROUTINE = new Set(["nexudus/installation.poll.requested", "access/connection.reconcile.requested"]);

/** Calls on the wire, found again on the other side. */
const calls = new Map<string, Call>();
/** What the SDK does around a step hops through the event loop: real ms in which nothing may happen before time goes on. */
const PATIENCE_MS = 1;

/** One call of the app on its way there, or its answer on the way back: the play waits for those. */
class Call {
  private isOnTheWire = true;
  private isHungUp = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly key: string,
  ) {
    time.begin();
    calls.set(key, this);
  }

  arrive(): void {
    this.isOnTheWire = false;
    this.time.end();
  }

  answer(): void {
    if (this.isHungUp) return;
    this.isOnTheWire = true;
    this.time.begin();
  }

  /** The engine has its answer, or was stopped and waits for none. */
  hangUp(): void {
    this.isHungUp = true;
    if (calls.get(this.key) === this) calls.delete(this.key);
    if (this.isOnTheWire) this.time.end();
  }
}

/**
 * The embedded engine as it is, over HTTP and the SDK's own `serve`, on the play's time: what the direct engine
 * does in one process, with the protocol between. Nothing is left out of a call but the waiting; ticks that would do
 * nothing are left out as there.
 */
export class ServedEngine {
  private engine: Engine | null = null;
  /** A call whose process ends is always made again here: a server loses no single run. */
  losesRuns = false;
  private readonly began: Promise<{ readonly engine: Engine; readonly app: Listening; send: Send }>;

  constructor(private readonly deps: EngineDeps) {
    const { time } = deps;
    time.patienceMs = PATIENCE_MS;
    trackSigning(time);
    this.began = time.track(this.begin());
  }

  private async begin() {
    const { time, random } = this.deps;
    let handler: ((request: Request) => Response | Promise<Response>) | null = null;
    const web = new Hono();
    web.all("/api/inngest", async (c) => {
      const process = this.deps.process();
      if (handler === null || process === null) return c.text("not now", 503);
      const call = calls.get(keyOf(c.req.query("fnId"), c.req.query("stepId"), c.req.header("x-run-id")));
      if (!call) return handler(c.req.raw);
      // Until all of it is here: what is still on the wire is nobody's to wait for later.
      const { url, method, headers } = c.req.raw;
      const body = await c.req.arrayBuffer();
      call.arrive();
      const answer = await process.whileAlive(
        Promise.resolve(handler(new Request(url, { method, headers, body }))),
      );
      call.answer();
      return answer ?? c.text("gone", 502);
    });
    const app = await listen(web, 0);
    const engine = createEngine({
      appUrl: `${app.url}/api/inngest`,
      signingKey: SIGNING_KEY,
      eventKey: EVENT_KEY,
      port: 0,
      // It has its timers from the play and needs no loop of its own.
      clock: { ...time.clock(), sleep: (_ms, signal) => untilAborted(signal) },
      clockFile: null,
      log: silentLog,
      random: () => random.next(),
      earlyWakeMs: EARLY_MS,
      syncRetryMs: SYNC_RETRY_MS,
      timers: (fired) => new PlayTimers(time, random, fired, () => false),
      through: (inner) =>
        leavingOutIdle(
          {
            call: async (of) => {
              const call = new Call(time, keyOf(of.fnId, of.stepId, of.runId));
              try {
                return await inner.call(of);
              } finally {
                call.hangUp();
              }
            },
            sync: () => inner.sync(),
          },
          this.deps,
        ),
    });
    await engine.start();
    const whole = async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const response = await fetch(input, stamped(init, time));
      return new Response(await response.arrayBuffer(), response);
    };
    const tracked = ((input, init) => time.track(whole(input, init))) as typeof fetch;
    const client = createInngestClient(
      { INNGEST_BASE_URL: engine.url, INNGEST_EVENT_KEY: EVENT_KEY, INNGEST_SIGNING_KEY: SIGNING_KEY },
      { fetch: tracked },
    );
    const functions = createFunctions(
      {
        client,
        services: (job) => {
          const process = this.deps.process();
          if (!process) throw new Error("no process answers");
          return process.as(`job:${job}`);
        },
      },
      { sweepEveryMinutes: 1 },
    );
    const served = new Hono();
    served.on(
      ["GET", "POST", "PUT"],
      "/api/inngest",
      serve({ client, functions, enableUnauthedSync: false }),
    );
    handler = (request) => served.fetch(request);
    await engine.ready();
    this.engine = engine;
    const send: Send = async (events) => {
      await client.send(events.map((event) => ({ ...event, data: { ...event.data } })));
    };
    return { engine, app, send };
  }

  async receive(events: readonly OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    const { elision } = this.deps;
    elision.noteEmitted(events.map((event) => event.name));
    // Runs are seen by their first call, which may be a while after what set them off.
    if (events.some((event) => !ROUTINE.has(event.name))) elision.noteDeed();
    const { send } = await this.began;
    await send(events);
  }

  get openRuns(): readonly unknown[] {
    return this.engine?.runs({ limit: Number.MAX_SAFE_INTEGER }).filter((run) => run.endedAt === null) ?? [];
  }

  /** Everything it held is gone. */
  stop(): void {
    void this.began.then(async ({ engine, app }) => {
      await engine.stop();
      await app.close();
    });
  }
}

/**
 * The SDK signs in threads of the machine, which take as long as it likes: the play waits for those as well. They go on
 * being counted after the play, by nobody.
 */
function trackSigning(time: VirtualTime): void {
  const { subtle } = globalThis.crypto;
  const plain = Object.getPrototypeOf(subtle) as SubtleCrypto;
  const importKey = ((...input: Parameters<SubtleCrypto["importKey"]>) =>
    time.track(plain.importKey.apply(subtle, input))) as SubtleCrypto["importKey"];
  const sign: SubtleCrypto["sign"] = (...input) => time.track(plain.sign.apply(subtle, input));
  Object.assign(subtle, { importKey, sign });
}

type Send = (events: readonly OutgoingEvent[]) => Promise<void>;

/** The SDK stamps events with real time, which is another than the play's. */
function stamped(init: RequestInit | undefined, time: VirtualTime): RequestInit | undefined {
  if (typeof init?.body !== "string") return init;
  const events: unknown = JSON.parse(init.body);
  if (!Array.isArray(events)) return init;
  return { ...init, body: JSON.stringify(events.map((event: object) => ({ ...event, ts: time.nowMs }))) };
}

const keyOf = (...parts: readonly (string | undefined)[]) => parts.join(" ");

const untilAborted = (signal?: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
