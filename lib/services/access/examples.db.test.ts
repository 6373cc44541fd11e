import { expect, test } from "vitest";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { contractId, contractOf, itemId, map, passOf, siteWith, stamp } from "../testing/rights";
import {
  at,
  atDesk,
  book,
  canOpen,
  DAY,
  goTo,
  HOUR,
  MINUTE,
  memberId,
  opened,
  pollNow,
  reconcileNow,
  resourceId,
  START,
  span,
  unheard,
  type World,
} from "../testing/world";
import { sweep } from "./sweep";

/** The examples by which spaces were told what to expect, as they would try them. */
const ana = "Ana Pereira";
const ben = "Ben Okafor";
const board = "Board room";
const studio = "Studio";

const plan = (world: World) => `plan:${itemId(world, "plan", "Hot Desk")}`;
const pass = (world: World) => `pass:${itemId(world, "pass", "Day Pass")}`;

/** To an instant weeks away: timers are armed shortly before it. */
async function goNear(world: World, instant: Date, before = HOUR) {
  world.clock.set(new Date(instant.getTime() - before));
  await sweep(world.services);
  await world.runner.drain();
}

// London is an hour ahead of UTC in summer: 1 July begins at 23:00 on 30 June.
const firstOfJuly = new Date("2026-06-30T23:00:00Z");
const secondOfJuly = new Date("2026-07-01T23:00:00Z");

test("contract ends 1 July", async () => {
  const { world, site } = await siteWith((w) => [plan(w), pass(w)]);
  const end = (id: number, instant: Date) =>
    atDesk(world, () =>
      world.nexudus.api.change("CoworkerContract", id, { CancellationDate: stamp(instant) }),
    );
  await end(contractId(world, ana), firstOfJuly);
  const later = await atDesk(world, () => contractOf(world, ben));
  await end(later, secondOfJuly);
  await goNear(world, firstOfJuly);
  expect([canOpen(world, ana, board), canOpen(world, ben, board)]).toEqual([true, true]);

  // No access on 1 July by a contract that ends that day; a cancellation date of 2 July keeps it.
  await goTo(world, new Date(firstOfJuly.getTime() + 9 * HOUR));
  expect([canOpen(world, ana, board), canOpen(world, ben, board)]).toEqual([false, true]);
  const until = new Date("2026-07-03T00:00:00Z");
  expect(opened(world, ana, board, until).at(-1)?.slice(-19)).toBe(stamp(firstOfJuly));

  // And so does a pass for that day.
  passOf(world, ana, { ExpireDate: stamp(secondOfJuly) });
  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
  await goTo(world, new Date(secondOfJuly.getTime() + HOUR));
  expect([canOpen(world, ana, board), canOpen(world, ben, board)]).toEqual([false, false]);
  expect(opened(world, ben, board, until).at(-1)?.slice(-19)).toBe(stamp(secondOfJuly));
});

test.each([
  {
    by: "plan",
    more: (world: World) => ({
      IsFromTariff: true,
      CoworkerContractUniqueId: world.nexudus.api.row("CoworkerContract", contractId(world, ana)).UniqueId,
    }),
  },
  { by: "product", more: () => ({ CoworkerProductUniqueId: "5f0c1a52-0b1f-4b53-8a2c-6d3a0f6d1c01" }) },
  { by: "hand", more: () => ({}) },
])("pass by plan, product or hand: $by", async ({ more }) => {
  const { world, site } = await siteWith((w) => [pass(w)]);
  expect(canOpen(world, ana, board)).toBe(false);
  const made = world.clock.now();
  const id = passOf(world, ana, more(world));
  await goTo(world, new Date(made.getTime() + 6 * MINUTE), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, board)).toBe(true);
  unheard(world, () => world.nexudus.api.delete("CoworkerTimePass", id));
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
});

test("future contract", async () => {
  const { world } = await siteWith((w) => [plan(w)]);
  const start = new Date(START.getTime() + 20 * DAY);
  await atDesk(world, () => contractOf(world, ben, { StartDate: stamp(start) }));
  expect(canOpen(world, ben, board)).toBe(false);
  await goNear(world, start);
  expect(canOpen(world, ben, board)).toBe(false);
  await goTo(world, new Date(start.getTime() + HOUR));
  expect(opened(world, ben, board, new Date(start.getTime() + HOUR))).toEqual([
    span(start, new Date(start.getTime() + HOUR)),
  ]);
});

test("booking 90 days ahead", async () => {
  const { world, site } = await siteWith(() => []);
  const from = new Date(world.clock.now().getTime() + 90 * DAY);
  const to = new Date(from.getTime() + HOUR);
  unheard(world, () =>
    world.nexudus.api.book({
      coworkerId: memberId(world, ben),
      resourceId: resourceId(world, "Lightship"),
      from: from.toISOString(),
      to: to.toISOString(),
    }),
  );
  // A full check alone reads it; the timer is armed in its time.
  await reconcileNow(world, site);
  await goNear(world, from, 24 * HOUR);
  expect(canOpen(world, ben, board)).toBe(false);
  await goTo(world, new Date(to.getTime() + HOUR));
  expect(opened(world, ben, board, new Date(to.getTime() + HOUR))).toEqual([span(from, to)]);
});

test("several items at once", async () => {
  const { world, site } = await siteWith((w) => [plan(w)]);
  await map(world, site, [`desk:${itemId(world, "desk", "Desk 2")}`], { groupId: SEED.groups.studio });
  await atDesk(world, () =>
    contractOf(world, ben, { Desks: [itemId(world, "desk", "Desk 2")], CancellationDate: stamp(at(300)) }),
  );
  await book(world, { who: ben, room: "Lightship", from: at(280), to: at(340) });
  expect([canOpen(world, ben, board), canOpen(world, ben, studio)]).toEqual([true, true]);
  // The contract takes plan and desk with it; the booking keeps the board room open to its own end.
  await goTo(world, at(310));
  expect([canOpen(world, ben, board), canOpen(world, ben, studio)]).toEqual([true, false]);
  await goTo(world, at(350));
  expect([canOpen(world, ben, board), canOpen(world, ben, studio)]).toEqual([false, false]);
  expect(opened(world, ben, board)).toHaveLength(1);
});

test("no mapping, not created", async () => {
  const { world, site } = await siteWith((w) => [plan(w)]);
  await atDesk(world, () => contractOf(world, ben, {}, "Private Office"));
  await book(world, { who: ben, room: "Tide Room", from: at(10), to: at(70) });
  await reconcileNow(world, site);
  expect(world.akiles.api.members("ben@example.test")).toEqual([]);
});
