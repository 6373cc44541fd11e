import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { followedClock } from "@/lib/clock";
import { ClockOwner } from "./clock-owner";
import { type LiveFunctions, type LiveWorld, startLiveWorld } from "./testing/live-app";

const MINUTE = 60_000;

let world: LiveWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

async function start(functions: LiveFunctions): Promise<LiveWorld> {
  world = await startLiveWorld(functions);
  await world.engine.ready();
  return world;
}

const patient: LiveFunctions = (c) => [
  c.createFunction({ id: "patient", retries: 1, triggers: [{ event: "x/patient" }] }, async ({ step }) =>
    step.run("a", () => "done"),
  ),
];

describe("an app that does not answer as it should", () => {
  it.each([200, 206, 404, 502, 503])(
    "takes a bare HTTP %i for an app that is away, and tries again",
    async (status) => {
      const w = await start(patient);
      w.breakApp(status);
      await w.client.send({ name: "x/patient", data: {} });
      await w.engine.settle();
      expect(w.engine.runs()[0]).toMatchObject({ status: "Running", attempts: 1, error: null });
      w.breakApp(null);
      await w.engine.advance({ byMs: MINUTE });
      expect(w.engine.runs()[0]).toMatchObject({ status: "Completed", attempts: 2 });
    },
  );

  it("gives up after the last attempt and says why", async () => {
    const w = await start(patient);
    w.breakApp(503);
    await w.client.send({ name: "x/patient", data: {} });
    await w.engine.advance({ byMs: 10 * MINUTE });
    expect(w.engine.runs()[0]).toMatchObject({
      status: "Failed",
      attempts: 2,
      error: { name: "AppUnreachable" },
    });
  });

  it("keeps events that come before the first sync", async () => {
    world = await startLiveWorld(patient);
    world.breakApp(503);
    const answer = await world.client.send({ name: "x/patient", data: {} });
    expect(answer.ids).toHaveLength(1);
    world.breakApp(null);
    await world.engine.ready();
    await world.engine.settle();
    expect(world.engine.runs()).toMatchObject([{ status: "Completed" }]);
  });
});

describe("sizes", () => {
  it.each([
    ["a step's output over 4 MiB", 1, 5 * 1024 * 1024, "OutputTooLarge"],
    ["a state over 4 MiB", 4, 1_200_000, "StateTooLarge"],
  ])("fails the run over %s, by name", async (_name, steps, bytes, error) => {
    const w = await start((c) => [
      c.createFunction({ id: "large", triggers: [{ event: "x/large" }] }, async ({ step }) => {
        for (let i = 0; i < steps; i++) await step.run(`s${i}`, () => "x".repeat(bytes));
      }),
    ]);
    await w.client.send({ name: "x/large", data: {} });
    await w.engine.settle();
    expect(w.engine.runs()).toMatchObject([{ status: "Failed", error: { name: error } }]);
  });
});

describe("system events", () => {
  it("tell of every end once, and not of the ends of those who listen", async () => {
    const heard: string[] = [];
    const w = await start((c) => [
      c.createFunction({ id: "good", triggers: [{ event: "x/both" }] }, async () => 1),
      c.createFunction({ id: "bad", retries: 0, triggers: [{ event: "x/both" }] }, async () => {
        throw new Error("no");
      }),
      ...["finished", "failed"].map((kind) =>
        c.createFunction(
          { id: `on-${kind}`, triggers: [{ event: `inngest/function.${kind}` }] },
          async ({ event, step }) => {
            const { function_id, _inngest } = event.data as {
              function_id: string;
              _inngest: { status: string };
            };
            await step.run("note", () => {
              heard.push(`${kind} ${function_id} ${_inngest.status}`);
            });
          },
        ),
      ),
    ]);
    await w.client.send({ name: "x/both", data: {} });
    await w.engine.settle();
    expect(heard.sort()).toEqual([
      "failed demo-bad Failed",
      "finished demo-bad Failed",
      "finished demo-good Completed",
    ]);
  });
});

describe("the clock's owner", () => {
  it("moves the offset forward only, for every follower at once", () => {
    const folder = mkdtempSync(join(tmpdir(), "lintel-owner-"));
    const file = join(folder, "deep", "clock.json");
    const clock = followedClock(file);
    const owner = new ClockOwner(file, clock);
    const follower = followedClock(file);
    const target = new Date(clock.now().getTime() + 90 * MINUTE);
    owner.stepTo(target);
    expect(follower.now().getTime()).toBeGreaterThanOrEqual(target.getTime());
    const { offsetMs } = owner;
    owner.stepTo(new Date(target.getTime() - 30 * MINUTE));
    expect(owner.offsetMs).toBe(offsetMs);
    expect(new ClockOwner(file, clock).offsetMs).toBe(offsetMs);
    rmSync(folder, { recursive: true, force: true });
  });
});
