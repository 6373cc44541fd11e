import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { followedClock, realClock } from "@/lib/clock";
import type { EngineOptions } from "./engine";
import { EngineStuck } from "./engine";
import { type LiveFunctions, type LiveWorld, startLiveWorld } from "./testing/live-app";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: LiveWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

async function start(functions: LiveFunctions, options: Partial<EngineOptions> = {}): Promise<LiveWorld> {
  world = await startLiveWorld(functions, options);
  await world.engine.ready();
  return world;
}

/** A function that sleeps until an edge and notes when it woke. */
const sleeper =
  (woken: { edge: number; at: number }[]): LiveFunctions =>
  (client, now) => [
    client.createFunction(
      { id: "await-edge", triggers: [{ event: "edge/armed" }] },
      async ({ event, step }) => {
        const edge = Number(event.data.edge);
        await step.sleepUntil("edge", new Date(edge).toISOString());
        await step.run("woken", () => {
          woken.push({ edge, at: now().getTime() });
        });
      },
    ),
  ];

const ticker =
  (ticks: number[], expressions: readonly string[] = ["* * * * *"]): LiveFunctions =>
  (client) => [
    client.createFunction(
      { id: "sweep", triggers: expressions.map((cron) => ({ cron })) },
      async ({ event, step }) => {
        const { scheduledAt } = event.data as { scheduledAt: string };
        await step.run("note", () => {
          ticks.push(Date.parse(scheduledAt));
        });
      },
    ),
  ];

const armed = (edges: readonly number[]) => edges.map((edge) => ({ name: "edge/armed", data: { edge } }));
const advanceOverHttp = (w: LiveWorld, body: object) =>
  fetch(`${w.engine.url}/clock/advance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("stepping the clock", () => {
  it("wakes every sleep at its own instant, in order, on a jump over all of them", async () => {
    const woken: { edge: number; at: number }[] = [];
    const { engine, client, clock } = await start(sleeper(woken));
    const from = clock.now().getTime();
    const edges = [30 * DAY, 2 * HOUR, 5 * MINUTE, 9 * DAY, 2 * HOUR + 1].map((ms) => from + ms);
    await client.send(armed(edges));
    await engine.settle();
    expect(
      engine
        .runs()
        .map((run) => run.waitingUntil)
        .sort(),
    ).toEqual(edges.map((edge) => new Date(edge).toISOString()).sort());
    const result = await engine.advance({ byMs: 40 * DAY });
    expect(woken.map((w) => w.edge)).toEqual([...edges].sort((a, b) => a - b));
    for (const { edge, at } of woken) {
      expect(at).toBeGreaterThanOrEqual(edge);
      expect(at - edge).toBeLessThan(5 * MINUTE);
    }
    expect(result.stops).toBeGreaterThanOrEqual(4);
    expect(result.calls).toBe(10);
    expect(Date.parse(result.to) - Date.parse(result.from)).toBeGreaterThanOrEqual(40 * DAY);
  });

  it("wakes nothing early by itself, and early by the option that real servers suggest", async () => {
    for (const earlyWakeMs of [0, 30_000]) {
      const woken: { edge: number; at: number }[] = [];
      const w = await start(sleeper(woken), { earlyWakeMs });
      const edge = w.clock.now().getTime() + HOUR;
      await w.client.send(armed([edge]));
      await w.engine.settle();
      await w.engine.advance({ byMs: 2 * HOUR });
      expect(woken.map(({ at }) => at < edge)).toEqual([earlyWakeMs > 0]);
      await w.close();
      world = null;
    }
  });

  it("loses no call among 100 sleeping runs", async () => {
    const woken: { edge: number; at: number }[] = [];
    const { engine, client, clock } = await start(sleeper(woken));
    const from = clock.now().getTime();
    await client.send(armed(Array.from({ length: 100 }, (_, i) => from + 5 * MINUTE + (i % 7) * HOUR)));
    await engine.advance({ byMs: DAY });
    expect(woken).toHaveLength(100);
    expect(engine.runs({ status: "Completed", limit: 500 })).toHaveLength(100);
  });

  it("also lets time flow by itself", async () => {
    const woken: { edge: number; at: number }[] = [];
    const { engine, client, clock } = await start(sleeper(woken));
    await client.send(armed([clock.now().getTime() + 300]));
    for (let i = 0; i < 400 && engine.runs({ status: "Completed" }).length === 0; i++)
      await realClock.sleep(25);
    expect(woken).toHaveLength(1);
  });

  it("never goes back, takes one advance after the other, and keeps its offset over a restart", async () => {
    const w = await start(sleeper([]));
    const before = w.clock.now();
    const past = await advanceOverHttp(w, { to: new Date(before.getTime() - HOUR).toISOString() });
    expect(past.status).toBe(400);
    expect((await advanceOverHttp(w, { byMs: -1 })).status).toBe(400);
    expect((await advanceOverHttp(w, {})).status).toBe(400);
    const [first, second] = await Promise.all([
      w.engine.advance({ byMs: HOUR }),
      w.engine.advance({ byMs: HOUR }),
    ]);
    expect(Date.parse(second.from)).toBeGreaterThanOrEqual(Date.parse(first.to));
    expect(w.clock.now().getTime()).toBeGreaterThanOrEqual(before.getTime() + 2 * HOUR);

    const folder = mkdtempSync(join(tmpdir(), "lintel-clock-"));
    const clockFile = join(folder, "clock.json");
    const options = { clock: followedClock(clockFile), clockFile };
    const one = await startLiveWorld(sleeper([]), options);
    await one.engine.ready();
    await one.client.send(armed([one.clock.now().getTime() + DAY]));
    await one.engine.advance({ byMs: 3 * HOUR });
    await one.close();
    const offset = (JSON.parse(readFileSync(clockFile, "utf8")) as { offsetMs: number }).offsetMs;
    expect(offset).toBeGreaterThan(2 * HOUR);
    const two = await startLiveWorld(sleeper([]), options);
    await two.engine.ready();
    expect(await (await fetch(`${two.engine.url}/clock`)).json()).toMatchObject({
      offsetMs: offset,
      canStep: true,
    });
    expect(two.engine.runs()).toEqual([]);
    await two.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says what is stuck instead of waiting for ever, and goes on afterwards", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const w = await start(
      (client) => [
        client.createFunction({ id: "hanging", triggers: [{ event: "x/hang" }] }, async ({ step }) =>
          step.run("hang", () => released),
        ),
      ],
      { idleCapMs: 150 },
    );
    await w.client.send({ name: "x/hang", data: {} });
    const answer = await advanceOverHttp(w, { byMs: MINUTE });
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ stuck: [{ function: "demo-hanging", step: "step" }] });
    await expect(w.engine.settle()).rejects.toBeInstanceOf(EngineStuck);
    release();
    for (let i = 0; i < 200 && w.engine.runs({ status: "Completed" }).length === 0; i++)
      await realClock.sleep(10);
    expect(w.engine.runs()[0]?.status).toBe("Completed");
  });
});

describe("crons", () => {
  it("tick every whole minute of a short jump, once each", async () => {
    const ticks: number[] = [];
    const { engine, clock } = await start(ticker(ticks));
    const from = clock.now().getTime();
    await engine.advance({ byMs: 30 * MINUTE });
    expect(ticks.every((tick) => tick % MINUTE === 0 && tick > from)).toBe(true);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticks.length).toBeGreaterThanOrEqual(30);
    expect(ticks.length).toBeLessThanOrEqual(31);
  });

  it("are thinned out on a long jump, all but the last five minutes", async () => {
    const ticks: number[] = [];
    const { engine, clock } = await start(ticker(ticks));
    const target = clock.now().getTime() + 3 * DAY;
    await engine.advance({ to: new Date(target) });
    const early = ticks.filter((tick) => tick < target - 5 * MINUTE);
    const late = ticks.filter((tick) => tick >= target - 5 * MINUTE && tick <= target);
    for (const [i, tick] of early.entries())
      if (i > 0) expect(tick - (early[i - 1] ?? 0)).toBeGreaterThanOrEqual(12 * HOUR);
    expect(early.length).toBeGreaterThanOrEqual(5);
    expect(early.length).toBeLessThanOrEqual(7);
    expect(late.length).toBe(5);
    await engine.advance({ byMs: 2 * MINUTE });
    expect(ticks.filter((tick) => tick > target)).toHaveLength(2);
  });

  it("follow the gap they are given", async () => {
    const ticks: number[] = [];
    const { engine } = await start(ticker(ticks));
    await engine.advance({ byMs: 5 * HOUR, cronGapMs: HOUR });
    expect(ticks.length).toBeGreaterThanOrEqual(9);
    expect(ticks.length).toBeLessThanOrEqual(11);
  });

  it("start one run a minute and function, whatever the number of triggers, in their zone", async () => {
    const ticks: number[] = [];
    const { engine, clock } = await start(
      ticker(ticks, ["TZ=Europe/London 0 3 * * *", "TZ=Europe/London 0 3 * * *"]),
    );
    const from = clock.now();
    await engine.advance({ byMs: 2 * DAY });
    expect(ticks).toHaveLength(2);
    const local = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Europe/London",
      hour: "2-digit",
      minute: "2-digit",
    });
    for (const tick of ticks) {
      expect(local.format(tick)).toBe("03:00");
      expect(tick).toBeGreaterThan(from.getTime());
    }
  });
});

describe("order, limits and retries on the engine's clock", () => {
  it("serves the greater head start first, then the older run", async () => {
    const served: unknown[] = [];
    const { engine, client } = await start((c) => [
      c.createFunction(
        {
          id: "apply",
          triggers: [{ event: "x/apply" }],
          concurrency: [{ limit: 1 }],
          priority: { run: "event.data.urgency" },
        },
        async ({ event, step }) => {
          await step.run("work", () => {
            served.push(event.data.n);
          });
        },
      ),
    ]);
    await client.send(
      [
        [1, 0],
        [2, 0],
        [3, 60],
        [4, 300],
      ].map(([n, urgency]) => ({ name: "x/apply", data: { n, urgency } })),
    );
    await engine.settle();
    expect(served).toEqual([4, 3, 1, 2]);
  });

  it("lets a sleeping run hold no place", async () => {
    const { engine, client } = await start((c) => [
      c.createFunction(
        { id: "one-at-a-time", triggers: [{ event: "x/one" }], concurrency: [{ limit: 1 }] },
        async ({ step }) => {
          await step.sleep("long", "1d");
        },
      ),
    ]);
    await client.send([1, 2, 3].map(() => ({ name: "x/one", data: {} })));
    await engine.settle();
    expect(engine.runs().filter((run) => run.waitingUntil !== null)).toHaveLength(3);
  });

  it("backs off 15, 30, 60, 120 s plus at most 30 s", async () => {
    for (const random of [0, 0.999]) {
      const at: number[] = [];
      const w = await start(
        (c, now) => [
          c.createFunction(
            { id: "doomed", retries: 4, triggers: [{ event: "x/doomed" }] },
            async ({ step }) => {
              await step.run("bad", () => {
                at.push(now().getTime());
                throw new Error("always");
              });
            },
          ),
        ],
        { random: () => random },
      );
      await w.client.send({ name: "x/doomed", data: {} });
      await w.engine.settle();
      await w.engine.advance({ byMs: 10 * MINUTE });
      const waits = at.slice(1).map((time, i) => Math.floor((time - (at[i] ?? 0)) / 1000));
      expect(waits.length).toBe(4);
      for (const [i, base] of [15, 30, 60, 120].entries()) {
        expect(waits[i]).toBeGreaterThanOrEqual(base + Math.floor(random * 30));
        expect(waits[i]).toBeLessThan(base + 30 + 20);
      }
      expect(w.engine.runs({ function: "doomed" })[0]).toMatchObject({
        status: "Failed",
        attempts: 5,
        error: { message: "always" },
      });
      await w.close();
      world = null;
    }
  });

  it("outlives an app that is away, and asks for the functions again when it is back", async () => {
    const w = await start((c) => [
      c.createFunction({ id: "patient", retries: 3, triggers: [{ event: "x/patient" }] }, async ({ step }) =>
        step.run("a", () => 1),
      ),
    ]);
    w.breakApp(503);
    await w.client.send({ name: "x/patient", data: {} });
    await w.engine.settle();
    expect(w.engine.runs()[0]).toMatchObject({ status: "Running", attempts: 1 });
    expect(w.engine.runs()[0]?.waitingUntil).not.toBeNull();
    const syncs = w.syncs();
    w.breakApp(null);
    await w.engine.sync();
    expect(w.syncs()).toBeGreaterThan(syncs);
    await w.engine.advance({ byMs: MINUTE });
    expect(w.engine.runs()[0]?.status).toBe("Completed");
  });

  it("drops a known event id for 24 h and takes it again afterwards", async () => {
    const { engine, client } = await start((c) => [
      c.createFunction({ id: "once", triggers: [{ event: "x/once" }] }, async () => 1),
    ]);
    const send = () => client.send({ id: "edge-1", name: "x/once", data: {} });
    await send();
    await send();
    await engine.advance({ byMs: 23 * HOUR });
    await send();
    await engine.settle();
    expect(engine.runs()).toHaveLength(1);
    await engine.advance({ byMs: 2 * HOUR });
    await send();
    await engine.settle();
    expect(engine.runs()).toHaveLength(2);
  });
});
