import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { setUp } from "../scripts/journey/set-up";
import { connectSystems } from "../scripts/journey/systems";
import { type Child, startChild } from "../scripts/stack/children";
import { claimPorts, FREE_PORTS } from "../scripts/stack/ports";
import { ROOT, type Stack, startStack } from "../scripts/stack/stack";
import { temporaryDataDir } from "../scripts/stack/temporary";

const MINUTE_MS = 60_000;
const dataDir = temporaryDataDir("server");
let server: Child | undefined;
let stack: Stack | undefined;

afterAll(async () => {
  await stack?.stop();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A server of one's own, without keys, on real time: here the engine stands in for `inngest dev`. */
it("with INNGEST_DEV set the embedded engine is not started and doors obey in real time", async () => {
  const ports = await claimPorts(FREE_PORTS);
  const inngestDev = `http://127.0.0.1:${ports.engine}`;
  server = await startChild({
    name: "inngest-server",
    args: ["--import", "tsx", join(ROOT, "inngest/embedded/main.ts")],
    cwd: ROOT,
    env: {
      LINTEL_ENGINE_PORT: String(ports.engine),
      LINTEL_ENGINE_APP_URL: `http://127.0.0.1:${ports.app}/api/inngest`,
      INNGEST_EVENT_KEY: "NO_EVENT_KEY_SET",
    },
    logDir: join(dataDir, "logs"),
    isReady: (line) => line.includes('"ready":true'),
    timeoutMs: 60_000,
  });
  stack = await startStack({ dataDir, ports: { ...ports, engine: 0 }, say: () => {}, inngestDev });
  const world = connectSystems(stack.urls);
  const site = await setUp(world, () => {});
  const who = await site.cast("refused before, open during, refused after (vendor)");
  await site.close();
  const now = await world.now();
  const booking = await world.book({
    coworkerId: who.member,
    resourceId: who.room,
    from: new Date(now.getTime() - MINUTE_MS),
    to: new Date(now.getTime() + 60 * MINUTE_MS),
  });
  const opens = () => world.canOpen(who.member, site.door);
  await expect.poll(opens, { timeout: 90_000, interval: 500 }).toBe(true);
  await world.cancel(booking);
  await expect.poll(opens, { timeout: 90_000, interval: 500 }).toBe(false);
});
