import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followedClock } from "@/lib/clock";
import { EngineCore } from "./engine";
import { silentLog } from "./log";
import { EVENT_KEY } from "./testing/live-app";
import { type Fixture, type FixtureEvent, ScriptedApp } from "./testing/scripted-app";

const FOLDER = new URL("./fixtures/replay/", import.meta.url);
const fixtures = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Fixture);
const STEPS_MAX = 60;

describe("the engine sends what a real server sent", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lintel-replay-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has the recorded scenarios of the supported set", () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(40);
  });

  it.each(fixtures.map((fixture) => [fixture.scenario, fixture] as const))("%s", async (_name, fixture) => {
    const clockFile = join(folder, "clock.json");
    const clock = followedClock(clockFile);
    const app = new ScriptedApp(fixture, clock);
    await app.start();
    const engine = new EngineCore({
      appUrl: app.url,
      signingKey: null,
      eventKey: EVENT_KEY,
      port: 0,
      clock,
      clockFile,
      log: silentLog,
      idleCapMs: 10_000,
      syncRetryMs: 20,
    });
    const send = async (events: readonly FixtureEvent[]) => {
      const body = events.map(({ inMs, ...event }) =>
        inMs === undefined ? event : { ...event, ts: clock.now().getTime() + inMs },
      );
      const answer = await fetch(`${engine.url}/e/${EVENT_KEY}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
    };
    app.sendEvents = send;
    try {
      await engine.start();
      await engine.ready();
      const began = clock.now().getTime();
      for (const { atMs, events } of fixture.events) {
        await engine.advance({ to: new Date(Math.max(began + atMs, clock.now().getTime() + 1)) });
        await send(events);
      }
      await engine.settle();
      for (let i = 0; i < STEPS_MAX && !app.isPlayed && app.unexpected.length === 0; i++) {
        await engine.advance({ to: engine.nextDue() ?? clock.now() });
      }
      expect(app.unexpected).toEqual([]);
      for (const { expected, sent } of app.matched) expect(sent).toEqual(expected);
      expect(app.matched).toHaveLength(fixture.calls.length);
      const ends = engine.runs().map((run) => ({ function: run.function, status: run.status }));
      const inOrder = (list: Fixture["ends"]) => list.map((end) => `${end.function} ${end.status}`).sort();
      expect(inOrder(ends)).toEqual(inOrder(fixture.ends));
    } finally {
      await engine.stop();
      await app.stop();
    }
  });
});
