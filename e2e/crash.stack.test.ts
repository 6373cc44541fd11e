import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { setUp } from "../scripts/journey/set-up";
import { connectSystems } from "../scripts/journey/systems";
import { FREE_PORTS } from "../scripts/stack/ports";
import { type Stack, startStack } from "../scripts/stack/stack";
import { temporaryDataDir } from "../scripts/stack/temporary";

const MINUTE_MS = 60_000;
const dataDir = temporaryDataDir("crash");
let stack: Stack | undefined;

afterAll(async () => {
  await stack?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("kill -9 of app, engine and database while an edge is pending", () => {
  it("still opens and closes the door after a restart, on timers alone", async () => {
    stack = await startStack({ dataDir, ports: FREE_PORTS, say: () => {} });
    const world = connectSystems(stack.urls);
    const site = await setUp(world, () => {});
    await site.setVendorWindows(false);
    const who = await site.cast("refused before, open during, refused after (timers)");
    await site.close();
    const start = await world.now();
    const at = (minute: number) => new Date(start.getTime() + minute * MINUTE_MS);
    await world.book({ coworkerId: who.member, resourceId: who.room, from: at(20), to: at(40) });
    await world.advanceTo(at(10), 5 * MINUTE_MS);
    expect(await world.canOpen(who.member, site.door)).toBe(false);

    for (const part of ["app", "engine", "database"] as const) await stack.crash(part);
    for (const part of ["database", "engine", "app"] as const) await stack.restart(part);
    await world.advanceTo(at(22));
    expect(await world.canOpen(who.member, site.door)).toBe(true);

    for (const part of ["engine", "app", "database"] as const) await stack.crash(part);
    for (const part of ["database", "app", "engine"] as const) await stack.restart(part);
    await world.advanceTo(at(42));
    expect(await world.canOpen(who.member, site.door)).toBe(false);
    const [only, ...more] = await world.intervals(who.member, site.door, start, at(42));
    expect(more).toEqual([]);
    expect(only && only.from >= at(20) && only.from <= at(22)).toBe(true);
    expect(only && only.until >= at(40) && only.until <= at(42)).toBe(true);
  });

  it("answers 503 with Retry-After while the database is down, and says so in its health", async () => {
    if (!stack) throw new Error("the first test did not start the stack");
    const { app } = stack.urls;
    await stack.crash("database");
    try {
      await expect.poll(async () => (await fetch(`${app}/signed-out`)).status, { timeout: 30_000 }).toBe(503);
      const page = await fetch(`${app}/signed-out`);
      expect(page.headers.get("retry-after")).toBe("30");
      const health = await fetch(`${app}/api/health`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ ok: false, database: "down" });
    } finally {
      await stack.restart("database");
    }
    await expect.poll(async () => (await fetch(`${app}/signed-out`)).status, { timeout: 30_000 }).toBe(200);
  });
});
