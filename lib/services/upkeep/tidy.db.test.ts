import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  bookings,
  edges,
  operations,
  platformReads,
  signInAttempts,
  vendorGrants,
  webhookDeliveries,
} from "@/db/schema";
import { testWorld } from "../testing/test-world";
import { activeSite, at, book, canOpen, DAY, goTo } from "../testing/world";
import { tidy } from "./tidy";

const ana = "Ana Pereira";

test("what decides nothing any more goes after its time, and nothing before", async () => {
  const world = await testWorld();
  await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  await goTo(world, at(180));
  const { db } = world.services;
  const counts = async () => ({
    bookings: (await db.select().from(bookings)).length,
    operations: (await db.select().from(operations).where(eq(operations.state, "done"))).length,
    gone: (await db.select().from(vendorGrants).where(eq(vendorGrants.state, "gone"))).length,
    edges: (await db.select().from(edges).where(eq(edges.state, "done"))).length,
    reads: (await db.select().from(platformReads)).length,
    deliveries: (await db.select().from(webhookDeliveries)).length,
  });
  const before = await counts();
  expect(
    Math.min(before.bookings, before.operations, before.gone, before.edges, before.reads),
  ).toBeGreaterThan(0);
  await tidy(world.services);
  expect(await counts()).toEqual(before);

  world.clock.advance(31 * DAY);
  await tidy(world.services);
  expect(await counts()).toMatchObject({
    reads: 0,
    edges: 0,
    deliveries: 0,
    bookings: before.bookings,
    gone: before.gone,
  });

  world.clock.advance(60 * DAY);
  await tidy(world.services);
  expect(await counts()).toMatchObject({ bookings: 0, operations: 0, gone: 0 });
  expect(await tidy(world.services)).toEqual({ deleted: 0 });
});

test("a grant that still stands and its edges survive every period", async () => {
  const world = await testWorld();
  await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(60 + 100 * 24 * 60) });
  await goTo(world, at(61));
  world.clock.advance(95 * DAY);
  await tidy(world.services);
  expect(canOpen(world, ana, "Board room")).toBe(true);
  await goTo(world, at(60 + 100 * 24 * 60 + 1));
  expect(canOpen(world, ana, "Board room")).toBe(false);
});

test("what a browser said of itself at a failed sign-in goes after a day of real time", async () => {
  const world = await testWorld();
  const { installationId } = await activeSite(world);
  const now = world.services.realClock.now().getTime();
  const failed = (browserHash: string, hoursAgo: number) => {
    const at = new Date(now - hoursAgo * 3_600_000);
    return { installationId, browserHash, failures: 1, firstFailedAt: at, lastFailedAt: at };
  };
  await world.db.insert(signInAttempts).values([failed("yesterday", 25), failed("today", 22)]);
  await tidy(world.services);
  const left = await world.db.select().from(signInAttempts);
  expect(left.map((row) => row.browserHash)).toEqual(["today"]);
});
