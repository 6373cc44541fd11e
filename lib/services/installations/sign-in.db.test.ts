import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installations, sessions, signInAttempts } from "@/db/schema";
import type { InstallationId } from "@/lib/access/types";
import { testWorld } from "../testing/test-world";
import { install, MINUTE, type World } from "../testing/world";
import { checkSession, closeSession, openSession, sessionState } from "./sessions";
import { recordFailedCheck, recordGoodCheck } from "./sign-in-attempts";

const START = new Date("2026-05-12T08:00:00Z");
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);

async function signedIn(world: World) {
  const installationId = await install(world);
  const ticket = await openSession(world.services, { installationId, replaces: null });
  if (!ticket) throw new Error("no session");
  return ticket;
}

describe("whether a session stands", () => {
  test("it does after sign-in, and both ways of asking agree", async () => {
    const world = await testWorld();
    const ticket = await signedIn(world);
    expect((await sessionState(world.services, ticket)).kind).toBe("good");
    expect((await checkSession(world.services, ticket))?.session.id).toBe(ticket.sessionId);
  });

  test("an ended one, one of an earlier version and one of a removed installation are ended", async () => {
    const world = await testWorld();
    const one = await signedIn(world);
    await closeSession(world.services, one);
    expect(await sessionState(world.services, one)).toEqual({ kind: "ended" });

    const two = await openSession(world.services, { ...one, replaces: null });
    if (!two) throw new Error("no session");
    const { installationId } = two;
    await world.db
      .update(installations)
      .set({ sessionVersion: 2 })
      .where(eq(installations.id, installationId));
    expect(await sessionState(world.services, two)).toEqual({ kind: "ended" });

    const three = await openSession(world.services, { installationId, replaces: null });
    if (!three) throw new Error("no session");
    await world.db
      .update(installations)
      .set({ state: "removed" })
      .where(eq(installations.id, installationId));
    expect(await sessionState(world.services, three)).toEqual({ kind: "ended" });
    expect(await checkSession(world.services, three)).toBeNull();
  });

  test("one whose time is over is expired, and lets nobody in", async () => {
    const world = await testWorld();
    const ticket = await signedIn(world);
    await world.db.update(sessions).set({ expiresAt: START }).where(eq(sessions.id, ticket.sessionId));
    expect(await sessionState(world.services, ticket)).toEqual({ kind: "expired" });
  });

  test("a session of one installation is none of another's, and no id of anything is no error", async () => {
    const world = await testWorld();
    const ticket = await signedIn(world);
    const elsewhere = "00000000-0000-4000-8000-000000000000";
    for (const wrong of [
      { ...ticket, installationId: elsewhere },
      { ...ticket, sessionId: elsewhere },
      { ...ticket, installationId: "not an id" },
      { ...ticket, sessionId: "-".repeat(36) },
    ])
      expect(await sessionState(world.services, wrong)).toEqual({ kind: "ended" });
  });
});

describe("checks that fail right after a verified install", () => {
  const rows = (world: World) => world.db.select().from(signInAttempts);
  const failed = (world: World, installationId: InstallationId, seconds: number, browser = "one") =>
    recordFailedCheck(world.services, { installationId, browser, followedAt: after(seconds) });

  test("the third within two minutes stops, the page shown again does not count", async () => {
    const world = await testWorld();
    const id = await install(world);
    expect(await failed(world, id, 0)).toEqual({ stopped: false });
    expect(await failed(world, id, 0)).toEqual({ stopped: false });
    expect(await failed(world, id, 40)).toEqual({ stopped: false });
    expect(await failed(world, id, 0)).toEqual({ stopped: false });
    expect(await failed(world, id, 80)).toEqual({ stopped: true });
    expect(await failed(world, id, 80)).toEqual({ stopped: true });
  });

  test("one success clears what failed before", async () => {
    const world = await testWorld();
    const id = await install(world);
    await failed(world, id, 0);
    await failed(world, id, 1);
    await recordGoodCheck(world.services, { installationId: id, browser: "one" });
    expect(await rows(world)).toEqual([]);
    expect(await failed(world, id, 2)).toEqual({ stopped: false });
  });

  test("another browser and another installation count for themselves", async () => {
    const world = await testWorld();
    const london = await install(world, "Rotherhithe");
    const newYork = await install(world, "Red Hook");
    await failed(world, london, 0);
    await failed(world, london, 1);
    expect(await failed(world, london, 2, "two")).toEqual({ stopped: false });
    expect(await failed(world, newYork, 3)).toEqual({ stopped: false });
    await recordGoodCheck(world.services, { installationId: newYork, browser: "one" });
    expect(await failed(world, london, 4)).toEqual({ stopped: true });
  });

  test("one page asked for three times at one instant counts once", async () => {
    const world = await testWorld();
    const id = await install(world);
    const told = await Promise.all([0, 0, 0].map(() => failed(world, id, 0)));
    expect(told.filter((row) => row.stopped)).toEqual([]);
    for (const second of [1, 2]) await failed(world, id, second);
    expect((await rows(world)).map((row) => row.failures)).toEqual([3]);
  });

  test("nothing of the browser is stored but a keyed hash, and it differs by installation", async () => {
    const world = await testWorld();
    const browser = "Mozilla/5.0 (canary)";
    for (const name of ["Rotherhithe", "Red Hook"])
      await failed(world, await install(world, name), 0, browser);
    const stored = await rows(world);
    expect(JSON.stringify(stored)).not.toContain("canary");
    expect(new Set(stored.map((row) => row.browserHash)).size).toBe(2);
  });
});

test("real time rules a session, not the stepped clock", async () => {
  const world = await testWorld();
  const ticket = await signedIn(world);
  world.clock.advance(24 * 60 * MINUTE);
  expect((await sessionState(world.services, ticket)).kind).toBe("good");
});
