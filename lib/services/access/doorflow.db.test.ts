import { expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import { disconnectConnection } from "../connections/disconnect";
import { doorflowSite } from "../testing/doorflow-site";
import { change, contractId, itemId, passOf, stamp } from "../testing/rights";
import {
  at,
  atDesk,
  book,
  DAY,
  goTo,
  HOUR,
  MINUTE,
  pollNow,
  reconcileNow,
  type World,
} from "../testing/world";
import { sweep } from "./sweep";

const SLOW = { timeout: 120_000 };
const ana = "Ana Pereira";
const ben = "Ben Okafor";
const board = "Board room";
const studio = "Studio";
/** A sync gathers for five seconds, may be asked for once in thirty, and takes its time. */
const SYNCED_MS = 45_000;

type Site = Awaited<ReturnType<typeof doorflowSite>>;
const syncsSince = (of: Site, since: Date) =>
  of.api.world.state.syncs.filter((sync) => sync.at >= since.getTime());
const minutes = (instant: Date) => (instant.getTime() - at(0).getTime()) / MINUTE;

test(
  "a booking opens the door fifteen minutes before it starts and shuts it fifteen after it ends",
  SLOW,
  async () => {
    const { world, opened, api } = await doorflowSite();
    await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
    await goTo(world, at(10));
    api.requests.reset();
    await goTo(world, at(200));
    expect(opened(ana, board)).toEqual([[45, 135]]);
    expect(opened(ana, studio)).toEqual([]);
    // DoorFlow keeps both edges itself: nothing is written at them.
    expect(api.requests.read().writes).toBe(0);
  },
);

test(
  "no door hears of it before a sync, which is asked for once after the writes of a moment",
  SLOW,
  async () => {
    const of = await doorflowSite();
    const { world, opened, canOpen } = of;
    // What setting up asked for has been done.
    await goTo(world, at(2));
    const before = world.clock.now();
    await book(world, { who: ana, room: "Lightship", from: at(5), to: at(120) });
    await book(world, { who: ben, room: "Ropewalk", from: at(5), to: at(120) });
    expect([canOpen(ana, board), canOpen(ben, studio)]).toEqual([false, false]);
    await goTo(world, at(4));
    expect(syncsSince(of, before)).toHaveLength(1);
    const known = minutes(before) + SYNCED_MS / MINUTE;
    await goTo(world, at(200));
    for (const [who, door] of [
      [ana, board],
      [ben, studio],
    ] as const) {
      const [[from, until] = [], ...more] = opened(who, door);
      expect(more).toEqual([]);
      expect(from).toBeGreaterThan(minutes(before));
      expect(from).toBeLessThanOrEqual(known);
      expect(until).toBe(135);
    }
  },
);

test(
  "a running booking that is cancelled shuts with the next sync, one moved opens and shuts at its new times",
  SLOW,
  async () => {
    const { world, opened } = await doorflowSite();
    const cancelled = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(120) });
    const moved = await book(world, { who: ben, room: "Ropewalk", from: at(10), to: at(60) });
    await goTo(world, at(30));
    await atDesk(world, () => world.nexudus.api.cancel(cancelled));
    await atDesk(world, () =>
      world.nexudus.api.move(moved, { from: at(10).toISOString(), to: at(90).toISOString() }),
    );
    await goTo(world, at(200));
    const [[, shut] = []] = opened(ana, board);
    expect(shut).toBeGreaterThan(30);
    expect(shut).toBeLessThanOrEqual(30 + SYNCED_MS / MINUTE);
    expect(opened(ben, studio).at(-1)?.[1]).toBe(105);
  },
);

test("a sync that is put off, or lost, is asked for again until the doors know", SLOW, async () => {
  const { world, opened, api } = await doorflowSite();
  await goTo(world, at(2));
  api.setFaults([
    { id: "down", method: "POST", path: "/api/3/sync", times: 2, kind: "answer", status: 503, body: "down" },
  ]);
  await book(world, { who: ana, room: "Lightship", from: at(30), to: at(60) });
  await goTo(world, at(90), { sweepEveryMs: MINUTE });
  expect(opened(ana, board)).toEqual([[15, 75]]);
});

test("a reservation whose answer was lost is made once, and taken back with its booking", SLOW, async () => {
  const { world, canOpen, api, personOf } = await doorflowSite();
  const reservations = () =>
    api.members(personOf(ana)).flatMap((person) => [...api.world.ofPerson("groupReservations", person.id)]);
  await goTo(world, at(2));
  const path = "/api/3/group_reservations$";
  api.setFaults([{ id: "lost", method: "POST", path, times: 1, kind: "drop_after_commit" }]);
  const id = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await goTo(world, at(6), { sweepEveryMs: MINUTE });
  expect(api.faults.injected).toHaveLength(1);
  expect(reservations()).toMatchObject([{ state: "active", deleted: false }]);
  expect(canOpen(ana, board)).toBe(true);
  await atDesk(world, () => world.nexudus.api.cancel(id));
  await goTo(world, at(8), { sweepEveryMs: MINUTE });
  expect(reservations()).toMatchObject([{ state: "deactivated" }]);
  expect(canOpen(ana, board)).toBe(false);
});

test(
  "after a disconnect what Lintel gave is gone, the doors know, and what staff gave stays",
  SLOW,
  async () => {
    const { world, site, canOpen, api, personOf } = await doorflowSite();
    await book(world, { who: ana, room: "Lightship", from: at(0), to: at(600) });
    await book(world, { who: ben, room: "Ropewalk", from: at(60), to: at(600) });
    await goTo(world, at(5));
    expect(canOpen(ana, board)).toBe(true);
    api.staffReservation(personOf(ana), {
      group_ids: [Number(SEED.groups.focus)],
      start_time: at(0).toISOString(),
      end_time: at(600).toISOString(),
    });
    await disconnectConnection(world.services, { ...site, grants: 2, removePeople: false });
    await goTo(world, at(8), { sweepEveryMs: MINUTE });
    expect([canOpen(ana, board), canOpen(ana, "Focus room")]).toEqual([false, true]);
    const left = api.world
      .rows("groupReservations", SEED.account)
      .filter((row) => row.state !== "deactivated");
    expect(left.map((row) => row.group_ids)).toEqual([[SEED.groups.focus]]);
    expect((await getConnection(world.db, site))?.state).toBe("disconnected");
  },
);

// London is an hour ahead of UTC in summer: 1 July begins at 23:00 on 30 June.
const firstOfJuly = new Date("2026-06-30T23:00:00Z");
const secondOfJuly = new Date("2026-07-01T23:00:00Z");
const plan = (world: World) => `plan:${itemId(world, "plan", "Hot Desk")}`;
const pass = (world: World) => `pass:${itemId(world, "pass", "Day Pass")}`;
/** Weeks on: what is due meanwhile is done by the full checks of these days. */
async function goNear(of: Site, instant: Date) {
  for (let next = of.world.clock.now().getTime() + 5 * DAY; next < instant.getTime(); next += 5 * DAY) {
    of.world.clock.set(new Date(next));
    await reconcileNow(of.world, of.site);
  }
  of.world.clock.set(new Date(instant.getTime() - HOUR));
  await reconcileNow(of.world, of.site);
  await sweep(of.world.services);
  await of.world.runner.drain();
}

test(
  "contract ends 1 July: no access that day, but with a pass, or 2 July as its cancellation date",
  SLOW,
  async () => {
    const of = await doorflowSite({ items: (w) => [plan(w), pass(w)] });
    const { world, site, canOpen, personOf, api } = of;
    await goTo(world, at(5));
    // Without an end it is a plain membership of the group.
    expect(canOpen(ana, board)).toBe(true);
    const reservationsOf = (who: string) =>
      api
        .members(personOf(who))
        .flatMap((person) => [...api.world.ofPerson("groupReservations", person.id)])
        .filter((row) => !row.deleted && row.state !== "deactivated");
    expect(reservationsOf(ana)).toEqual([]);
    await change(world, "CoworkerContract", contractId(world, ana), { CancellationDate: stamp(firstOfJuly) });
    await goTo(world, at(10));
    // From now on DoorFlow keeps the end, and the door stays open on the way.
    expect(reservationsOf(ana)).toMatchObject([{ until: firstOfJuly.getTime(), state: "active" }]);
    expect(canOpen(ana, board)).toBe(true);
    await goNear(of, firstOfJuly);
    expect(canOpen(ana, board)).toBe(true);
    await goTo(world, new Date(firstOfJuly.getTime() + MINUTE));
    expect(canOpen(ana, board)).toBe(false);
    expect(of.opened(ana, board).at(-1)?.[1]).toBe(minutes(firstOfJuly));

    passOf(world, ana, { ExpireDate: stamp(secondOfJuly) });
    await pollNow(world, site);
    await goTo(world, new Date(firstOfJuly.getTime() + 10 * MINUTE));
    expect(canOpen(ana, board)).toBe(true);
    await goTo(world, new Date(secondOfJuly.getTime() + MINUTE));
    expect(canOpen(ana, board)).toBe(false);
  },
);

test(
  "a cancellation that is taken back makes the membership one without an end again, and the door never shuts",
  SLOW,
  async () => {
    const of = await doorflowSite({ items: (w) => [plan(w)] });
    const { world, opened, canOpen, api, personOf } = of;
    await goTo(world, at(5));
    const id = contractId(world, ana);
    await change(world, "CoworkerContract", id, { CancellationDate: stamp(firstOfJuly) });
    await goTo(world, at(10));
    await change(world, "CoworkerContract", id, { CancellationDate: null });
    await goTo(world, at(20));
    const [person] = api.members(personOf(ana));
    expect(person?.groups).toContain(SEED.groups.board);
    expect(canOpen(ana, board)).toBe(true);
    expect(opened(ana, board)).toHaveLength(1);
  },
);

test(
  "an end whose answer was lost is one reservation, and goes when the contract ends earlier",
  SLOW,
  async () => {
    const of = await doorflowSite({ items: (w) => [plan(w)] });
    const { world, canOpen, api, personOf } = of;
    await goTo(world, at(5));
    const id = contractId(world, ana);
    const method = "POST";
    api.setFaults([{ id: "1", method, path: "group_reservations", times: 1, kind: "drop_after_commit" }]);
    await change(world, "CoworkerContract", id, { CancellationDate: stamp(firstOfJuly) });
    await goTo(world, at(15), { sweepEveryMs: MINUTE });
    expect(canOpen(ana, board)).toBe(true);
    const live = () =>
      api
        .members(personOf(ana))
        .flatMap((person) => [...api.world.ofPerson("groupReservations", person.id)])
        .filter((row) => !row.deleted && row.state !== "deactivated");
    expect(api.faults.injected).toHaveLength(1);
    expect(live()).toMatchObject([{ until: firstOfJuly.getTime() }]);
    await change(world, "CoworkerContract", id, { CancellationDate: stamp(at(20)) });
    await goTo(world, at(30), { sweepEveryMs: MINUTE });
    expect(canOpen(ana, board)).toBe(false);
  },
);
