import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/hono";
import { type Clock, followedClock } from "@/lib/clock";
import { createEngine, type Engine, type EngineOptions } from "../engine";
import { listen } from "../listen";
import { silentLog } from "../log";

export const EVENT_KEY = "test-event-key";
export const SIGNING_KEY = `signkey-test-${"0123456789abcdef".repeat(4)}`;

export type LiveFunctions = (client: Inngest, now: () => Date) => InngestFunction.Any[];

export interface LiveWorld {
  readonly engine: Engine;
  readonly client: Inngest;
  readonly appUrl: string;
  readonly clock: Clock;
  /** Makes the app answer with a bare status instead of the SDK, or again with the SDK (null). */
  breakApp(status: number | null): void;
  /** How often the app was asked for its functions and answered. */
  syncs(): number;
  close(): Promise<void>;
}

/** A real SDK app on loopback and an engine that drives it, with a clock that can be stepped. */
export async function startLiveWorld(
  functions: LiveFunctions,
  options: Partial<EngineOptions> = {},
): Promise<LiveWorld> {
  const folder = mkdtempSync(join(tmpdir(), "lintel-engine-"));
  const clockFile = join(folder, "clock.json");
  const clock = options.clock ?? followedClock(clockFile);
  const signingKey = options.signingKey ?? null;

  let broken: number | null = 503;
  let handler: ((request: Request) => Promise<Response>) | null = null;
  let syncs = 0;
  const app = new Hono();
  app.all("/api/inngest", async (c) => {
    if (handler === null || broken !== null) return c.json("not now", (broken ?? 503) as 503);
    if (c.req.method === "PUT") syncs += 1;
    return handler(c.req.raw);
  });
  const listening = await listen(app, 0);
  const appUrl = `${listening.url}/api/inngest`;

  const engine = createEngine({
    appUrl,
    signingKey,
    eventKey: EVENT_KEY,
    port: 0,
    clock,
    clockFile,
    log: silentLog,
    random: () => 0,
    syncRetryMs: 20,
    idleCapMs: 20_000,
    ...options,
  });
  await engine.start();

  const client = new Inngest({
    id: "demo",
    baseUrl: engine.url,
    eventKey: EVENT_KEY,
    isDev: signingKey === null,
    ...(signingKey === null ? {} : { signingKey }),
    logger: { info() {}, warn() {}, error() {}, debug() {} },
  });
  const served = new Hono();
  served.on(
    ["GET", "POST", "PUT"],
    "/api/inngest",
    serve({ client, functions: functions(client, clock.now), enableUnauthedSync: false }),
  );
  handler = async (request) => served.fetch(request);
  broken = null;

  return {
    engine,
    client,
    appUrl,
    clock,
    breakApp(status) {
      broken = status;
    },
    syncs: () => syncs,
    async close() {
      await engine.stop();
      await listening.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
