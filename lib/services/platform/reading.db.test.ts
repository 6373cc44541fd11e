import { describe, expect, test } from "vitest";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  bookNow,
  canOpen,
  goTo,
  MINUTE,
  memberId,
  opened,
  pollNow,
  reconcileNow,
  resourceId,
  span,
  unheard,
  type World,
} from "../testing/world";
import { readAll } from "./read-all";

const ana = "Ana Pereira";
const board = "Board room";

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  async function inside() {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    const id = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
    await goTo(world, at(30));
    expect(canOpen(world, ana, board)).toBe(true);
    return { world, site, id };
  }

  test("a booking whose webhook was lost is found by the sweep's poll within six minutes", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    const made = world.clock.now();
    unheard(world, () => bookNow(world, { who: ana, room: "Lightship", from: made, to: at(60) }));
    await goTo(world, new Date(made.getTime() + 6 * MINUTE), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(true);
  });

  test("a cancellation whose webhook was lost closes within six minutes", async () => {
    const { world, id } = await inside();
    unheard(world, () => world.nexudus.api.cancel(id));
    await goTo(world, at(36), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("a booking moved away unheard opens nothing at its old time", async () => {
    const { world, id } = await inside();
    unheard(world, () =>
      world.nexudus.api.move(id, { from: at(300).toISOString(), to: at(360).toISOString() }),
    );
    await goTo(world, at(36), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(false);
    await goTo(world, at(400));
    expect(opened(world, ana, board).at(-1)).toBe(span(at(300), at(360)));
  });

  test("a booking given to another member goes with all its rights", async () => {
    const { world, id } = await inside();
    unheard(world, () =>
      world.nexudus.api.change("Booking", id, { CoworkerId: memberId(world, "Ben Okafor") }),
    );
    await goTo(world, at(36), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(false);
    expect(canOpen(world, "Ben Okafor", board)).toBe(true);
    await goTo(world, at(200));
    expect(canOpen(world, "Ben Okafor", board)).toBe(false);
  });

  test("a deleted booking leaves no cancelled row: the audit trail ends it", async () => {
    const { world, site, id } = await inside();
    unheard(world, () => world.nexudus.api.delete("Booking", id));
    await pollNow(world, site);
    expect(canOpen(world, ana, board)).toBe(false);
  });

  test("a deleted booking without any trace is ended by the full read and a look at its id", async () => {
    const { world, site, id } = await inside();
    unheard(world, () => world.nexudus.api.delete("Booking", id));
    world.nexudus.api.resetRequests();
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(false);
    expect(world.nexudus.api.requests().byRoute["GET spaces/bookings/{id}"]).toBe(1);
  });

  test("a platform that answers 500 for what is gone is believed only when it says so twice", async () => {
    const { world, site, id } = await inside();
    world.nexudus.api.setSwitches({ api: { missingIdStatus: 500 } });
    unheard(world, () => world.nexudus.api.delete("Booking", id));
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(false);
    expect(world.nexudus.api.requests().byRoute["GET spaces/bookings/{id}"]).toBeGreaterThanOrEqual(2);
  });

  test("one 500 for a booking that a list left out is no proof: the door stays open", async () => {
    const { world, site } = await inside();
    world.nexudus.api.setSwitches({ api: { partialPages: { path: "spaces/bookings", keep: 0 } } });
    const fault = world.nexudus.api.addFault({
      preset: "ooops",
      path: "^/api/spaces/bookings/\\d+",
      times: 1,
    });
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(true);
    world.nexudus.api.removeFault(fault.id);
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(true);
  });

  test.each(["unavailable", "firewall", "outage", "ooops"] as const)(
    "a read that failed (%s) takes nothing away, and known endings still close",
    async (preset) => {
      const { world, site, id } = await inside();
      unheard(world, () => world.nexudus.api.delete("Booking", id));
      world.nexudus.api.addFault({ preset });
      await reconcileNow(world, site);
      await pollNow(world, site);
      expect(canOpen(world, ana, board)).toBe(true);
      await goTo(world, at(200));
      expect(opened(world, ana, board)).toEqual([span(at(10), at(180))]);
    },
  );

  test("a row of nobody that cannot be read blocks every revoke for not being listed", async () => {
    const { world, site, id } = await inside();
    const other = unheard(world, () =>
      bookNow(world, { who: "Ben Okafor", room: "Ropewalk", from: at(400), to: at(460) }),
    );
    unheard(world, () => world.nexudus.api.delete("Booking", id));
    world.nexudus.api.setSwitches({
      api: {
        unreadable: [
          { entity: "Booking", id: other, field: "FromTime", value: "soon" },
          { entity: "Booking", id: other, field: "CoworkerId", value: "somebody" },
        ],
      },
    });
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(true);
    world.nexudus.api.setSwitches({ api: { unreadable: [] } });
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(false);
  });
});

/** 200 bookings of a room nobody mapped, so that the one that counts is the first of the second page. */
function fill(world: World): number {
  let first = 0;
  unheard(world, () => {
    for (let i = 0; i < 200; i += 1) {
      const row = world.nexudus.api.create("Booking", {
        CoworkerId: memberId(world, "Ben Okafor"),
        ResourceId: resourceId(world, "Tide Room"),
        FromTime: at(500 + i)
          .toISOString()
          .slice(0, 19),
        ToTime: at(560 + i)
          .toISOString()
          .slice(0, 19),
        BookingNumber: i + 1,
      });
      if (i === 0) first = row.Id;
    }
  });
  return first;
}

test("a list that lost a row between two pages revokes nobody", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const first = fill(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(30));
  world.nexudus.api.setSwitches({ api: { deleteBetweenPages: { entity: "Booking", id: first } } });
  world.nexudus.api.resetRequests();
  await reconcileNow(world, site);
  // The row that moved up was not listed, and asked for by its id.
  expect(world.nexudus.api.requests().byRoute["GET spaces/bookings/{id}"]).toBeGreaterThanOrEqual(1);
  expect(world.nexudus.api.switches().api.deleteBetweenPages).toBeNull();
  expect(canOpen(world, ana, board)).toBe(true);
});

test("a deleted member loses every right", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(30));
  unheard(world, () => world.nexudus.api.delete("Coworker", memberId(world, ana)));
  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
});

test("while the first full read has never been whole, cancellations are read all the same", async () => {
  const world = await testWorld();
  // A row that is unreadable from the beginning on.
  const broken = bookNow(world, { who: "Ben Okafor", room: "Tide Room", from: at(400), to: at(460) });
  world.nexudus.api.setSwitches({
    api: {
      unreadable: [
        { entity: "Booking", id: broken, field: "FromTime", value: "soon" },
        { entity: "Booking", id: broken, field: "CoworkerId", value: "somebody" },
      ],
    },
  });
  const site = await activeSite(world);
  const id = await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(30));
  expect(canOpen(world, ana, board)).toBe(true);
  unheard(world, () => world.nexudus.api.cancel(id));
  await pollNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
});

test("a read that a revoked credential refuses changes no fact", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(30));
  const [made] = world.nexudus.api.installs();
  if (!made) throw new Error("no install");
  world.nexudus.api.changeInstall(made.id, { requiresApproval: true });
  expect((await readAll(world.services, site)).status).toBe("incomplete");
  await goTo(world, at(200));
  expect(opened(world, ana, board)).toEqual([span(at(10), at(180))]);
});

test("a quiet poll costs eight calls and writes nothing at the vendor", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(120), to: at(180) });
  await goTo(world, at(20));
  world.nexudus.api.resetRequests();
  world.akiles.api.requests.reset();
  await pollNow(world, site);
  expect(world.nexudus.api.requests().total).toBe(8);
  expect(world.akiles.api.requests.read().total).toBe(0);
});
