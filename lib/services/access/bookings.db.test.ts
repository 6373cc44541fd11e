import { describe, expect, test } from "vitest";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  atDesk,
  book,
  canOpen,
  DAY,
  goTo,
  HOUR,
  memberId,
  opened,
  resourceId,
  START,
  span,
} from "../testing/world";

const ana = "Ana Pereira";
const board = "Board room";

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("a booking opens its door exactly from its start until its end", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(240));
    expect(opened(world, ana, board)).toEqual([span(at(120), at(180))]);
    expect(opened(world, ana, "Studio")).toEqual([]);
  });

  test("a moved booking opens at its new times only", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(60));
    await atDesk(world, () =>
      world.nexudus.api.move(id, { from: at(300).toISOString(), to: at(360).toISOString() }),
    );
    await goTo(world, at(420));
    expect(opened(world, ana, board)).toEqual([span(at(300), at(360))]);
  });

  test("a booking moved to another room opens that room's doors instead", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await atDesk(world, () =>
      world.nexudus.api.move(id, {
        from: at(120).toISOString(),
        to: at(180).toISOString(),
        resourceId: resourceId(world, "Ropewalk"),
      }),
    );
    await goTo(world, at(240));
    expect(opened(world, ana, board)).toEqual([]);
    expect(opened(world, ana, "Studio")).toEqual([span(at(120), at(180))]);
  });

  test("a booking extended while inside stays open without a gap", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(150));
    await atDesk(world, () => world.nexudus.api.extend(id, 45));
    await goTo(world, at(300));
    expect(opened(world, ana, board)).toEqual([span(at(120), at(225))]);
  });

  test("a booking shortened while inside ends at the new time", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(130));
    await atDesk(world, () => world.nexudus.api.extend(id, -30));
    await goTo(world, at(300));
    expect(opened(world, ana, board)).toEqual([span(at(120), at(150))]);
  });

  test("a booking cancelled while inside closes within ten seconds", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(150));
    expect(canOpen(world, ana, board)).toBe(true);
    await atDesk(world, () => world.nexudus.api.cancel(id));
    expect(canOpen(world, ana, board)).toBe(false);
    expect(world.clock.now().getTime() - at(150).getTime()).toBeLessThan(10_000);
    await goTo(world, at(240));
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("a booking made for now opens within ten seconds", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await goTo(world, at(125));
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    expect(canOpen(world, ana, board)).toBe(true);
    expect(world.clock.now().getTime() - at(125).getTime()).toBeLessThan(10_000);
  });

  test("back-to-back bookings never close the door between them", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await book(world, { who: ana, room: "Lightship", from: at(180), to: at(240) });
    await goTo(world, at(300));
    expect(opened(world, ana, board)).toEqual([span(at(120), at(240))]);
  });

  test("the second of two back-to-back bookings, made while inside the first, leaves no gap", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(170));
    const second = await book(world, { who: ana, room: "Lightship", from: at(180), to: at(240) });
    await goTo(world, at(200));
    await atDesk(world, () => world.nexudus.api.cancel(second));
    expect(canOpen(world, ana, board)).toBe(false);
    const [only, ...others] = opened(world, ana, board);
    expect(others).toEqual([]);
    expect(only).toMatch(new RegExp(`^${at(120).toISOString().slice(0, 19)} - 2026-05-12T11:20:0\\d$`));
  });

  test("a tentative booking opens nothing until it is confirmed", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const id = await book(world, {
      who: ana,
      room: "Lightship",
      from: at(120),
      to: at(180),
      tentative: true,
    });
    await goTo(world, at(150));
    expect(opened(world, ana, board, at(150))).toEqual([]);
    await atDesk(world, () => world.nexudus.api.confirm(id));
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(240));
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("a booking 89 days ahead opens on its day, armed by the sweep in time", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const from = new Date(START.getTime() + 89 * DAY);
    await book(world, { who: ana, room: "Lightship", from, to: new Date(from.getTime() + HOUR) });
    await goTo(world, new Date(from.getTime() + 2 * HOUR), { sweepEveryMs: DAY });
    expect(opened(world, ana, board, new Date(from.getTime() + DAY))).toEqual([
      span(from, new Date(from.getTime() + HOUR)),
    ]);
  });

  test("a member suspended inside loses the door and gets it back with the suspension lifted", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(130));
    await atDesk(world, () => world.nexudus.api.suspend(memberId(world, ana)));
    expect(canOpen(world, ana, board)).toBe(false);
    await atDesk(world, () => world.nexudus.api.restore(memberId(world, ana)));
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(240));
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("one member in two rooms at once: cancelling one leaves the other open", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const first = await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
    await book(world, { who: ana, room: "Ropewalk", from: at(120), to: at(180) });
    await goTo(world, at(130));
    await atDesk(world, () => world.nexudus.api.cancel(first));
    expect(canOpen(world, ana, board)).toBe(false);
    expect(canOpen(world, ana, "Studio")).toBe(true);
    await goTo(world, at(240));
    expect(opened(world, ana, "Studio")).toEqual([span(at(120), at(180))]);
  });
});

test("a member without a mapped room is never made at the vendor", async () => {
  const world = await testWorld();
  await activeSite(world);
  await book(world, { who: ana, room: "Tide Room", from: at(120), to: at(180) });
  expect(world.akiles.api.members("ana@example.test")).toEqual([]);
});
