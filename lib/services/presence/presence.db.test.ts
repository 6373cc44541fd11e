import { describe, expect, test } from "vitest";
import {
  attemptsSince,
  checkInsOf,
  dueCheckIns,
  listCheckIns,
  listLateOpenings,
} from "@/db/queries/check-ins";
import { getPresence } from "@/db/queries/presence";
import { openings } from "@/db/schema";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { businessId, goTo, HOUR, MINUTE, memberId, nexudusCalls, resetLogs, START } from "../testing/world";
import {
  ANA,
  CHLOE,
  choose,
  failedStays,
  openDoor,
  type PresenceWorld,
  perDoor,
  presenceWorld,
  stays,
  switchOnOpen,
  whole,
} from "./testing";
import { lookAtConnection, presenceTick } from "./tick";

const SLOW = { timeout: 120_000 };
const BOARD = "Board room";
const STUDIO = "Studio";
const FRONT = "Front door";

const rows = ({ world, site }: PresenceWorld) =>
  listCheckIns(world.db, { installationId: site.installationId, since: new Date(0), limit: 100 });
const recorded = async ({ world }: PresenceWorld) =>
  (await world.db.select().from(openings)).map((row) => row.outcome);
/** A minute passes and what is on is looked at. */
async function tick(of: PresenceWorld, services = of.world.services) {
  of.world.clock.advance(MINUTE);
  return presenceTick(services);
}

describe("check in on open", () => {
  test("is off until an admin switches it on, and then does not look back", SLOW, async () => {
    const of = await presenceWorld();
    openDoor(of, CHLOE, BOARD);
    resetLogs(of.world);
    await tick(of);
    expect(of.world.akiles.api.requests.read().total).toBe(0);
    of.world.clock.advance(MINUTE);
    await switchOnOpen(of, true);
    await tick(of);
    expect(stays(of, CHLOE)).toEqual([]);
    expect(await recorded(of)).toEqual([]);
  });

  test("the first opening of the day checks in at any door, the others do not", SLOW, async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.clock.advance(MINUTE);
    const opened = openDoor(of, CHLOE, FRONT);
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    expect(stays(of, CHLOE)).toEqual([{ in: opened, out: null, place: businessId(of.world, "Rotherhithe") }]);
    expect((await recorded(of)).toSorted()).toEqual(["check_in", "not_first", "not_first"]);
    expect(await rows(of)).toMatchObject([{ state: "done", memberId: String(memberId(of.world, CHLOE)) }]);
  });

  test("asks for nothing while a check-in is active at Nexudus, whoever made it", SLOW, async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.nexudus.api.create("Checkin", {
      BusinessId: businessId(of.world, "Rotherhithe"),
      CoworkerId: memberId(of.world, CHLOE),
      FromTime: whole(START),
      Source: 1,
    });
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    expect(stays(of, CHLOE)).toHaveLength(1);
    expect(await rows(of)).toMatchObject([{ state: "already" }]);
  });

  test(
    "somebody without a valid pass enters, and the failed check-in is told once, with why",
    SLOW,
    async () => {
      const of = await presenceWorld();
      await switchOnOpen(of, true);
      openDoor(of, ANA, STUDIO);
      await tick(of);
      await tick(of);
      expect(stays(of, ANA)).toEqual([]);
      expect(failedStays(of, ANA)).toHaveLength(1);
      expect(await rows(of)).toMatchObject([
        { state: "failed", description: "does not have a valid pass to check in", nextTryAt: null },
      ]);
    },
  );

  test(
    "checks in again on the next day of the location, which changes at its hour by its clocks",
    SLOW,
    async () => {
      const of = await presenceWorld();
      await switchOnOpen(of, true);
      const first = openDoor(of, CHLOE, BOARD);
      await tick(of);
      // Three in the morning in London, in summer: a minute before it is still the day before.
      await goTo(of.world, new Date("2026-05-13T01:58:00Z"));
      openDoor(of, CHLOE, BOARD);
      await tick(of);
      expect(stays(of, CHLOE)).toHaveLength(1);
      await goTo(of.world, new Date("2026-05-13T02:00:00Z"));
      openDoor(of, CHLOE, BOARD);
      await tick(of);
      expect(stays(of, CHLOE).map((stay) => stay.in)).toEqual([first, "2026-05-13T02:00:00Z"]);
    },
  );

  test("an opening that is told a day late is shown and checks nobody in", SLOW, async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.akiles.api.setDoorOnline(BOARD, false);
    const occurredAt = of.world.clock.now();
    openDoor(of, CHLOE, BOARD);
    await goTo(of.world, new Date("2026-05-13T08:00:00Z"));
    of.world.akiles.api.setDoorOnline(BOARD, true);
    await tick(of);
    expect(stays(of, CHLOE)).toEqual([]);
    expect(await recorded(of)).toEqual(["late"]);
    expect(
      await listLateOpenings(of.world.db, { installationId: of.site.installationId, limit: 9 }),
    ).toMatchObject([{ occurredAt }]);
    // It was not today's first opening either.
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    expect(stays(of, CHLOE)).toHaveLength(1);
  });

  test("one told late on its own day checks in at the time it happened", SLOW, async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.akiles.api.setDoorOnline(BOARD, false);
    const opened = openDoor(of, CHLOE, BOARD);
    of.world.clock.advance(3 * HOUR);
    of.world.akiles.api.setDoorOnline(BOARD, true);
    await tick(of);
    expect(stays(of, CHLOE)).toMatchObject([{ in: opened, out: null }]);
  });

  test("switching off gives up what was not told yet", SLOW, async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.nexudus.api.addFault({ preset: "outage", path: "checkins" });
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    of.world.nexudus.api.clearFaults();
    openDoor(of, ANA, STUDIO);
    await switchOnOpen(of, false);
    expect((await getPresence(of.world.db, of.site))?.readingSince).toBeNull();
    resetLogs(of.world);
    of.world.clock.advance(HOUR);
    await tick(of);
    expect(of.world.akiles.api.requests.read().total).toBe(0);
    expect([stays(of, CHLOE), failedStays(of, ANA)]).toEqual([[], []]);
    expect(await rows(of)).toMatchObject([{ state: "given_up", problem: "switched_off" }]);
  });
});

describe("an action per door", () => {
  test("the seed's check-in door and check-out door, over and over", SLOW, async () => {
    const of = await presenceWorld();
    await choose(of, { [FRONT]: "check_in", [BOARD]: "check_out" });
    const services = perDoor(of.world.services);
    const times: string[] = [];
    for (const door of [FRONT, "Floor 1", BOARD, FRONT]) {
      of.world.clock.advance(MINUTE);
      times.push(openDoor(of, CHLOE, door));
      await tick(of, services);
    }
    expect(stays(of, CHLOE)).toMatchObject([
      { in: times[0], out: times[2] },
      { in: times[3], out: null },
    ]);
    expect((await recorded(of)).toSorted()).toEqual(["check_in", "check_in", "check_out", "no_action"]);
  });

  test("a check-out waits for the check-in before it, however that is put off", SLOW, async () => {
    const of = await presenceWorld();
    await choose(of, { [FRONT]: "check_in", [BOARD]: "check_out" });
    const services = perDoor(of.world.services);
    of.world.nexudus.api.addFault({ preset: "ooops", path: "checkins" });
    const came = openDoor(of, CHLOE, FRONT);
    await tick(of, services);
    of.world.nexudus.api.clearFaults();
    const left = openDoor(of, CHLOE, BOARD);
    await tick(of, services);
    of.world.clock.advance(10 * MINUTE);
    await tick(of, services);
    await tick(of, services);
    expect(stays(of, CHLOE)).toMatchObject([{ in: came, out: left }]);
  });

  test(
    "asks about its own location: a stay elsewhere is no stay here, and is left as it is",
    SLOW,
    async () => {
      const of = await presenceWorld();
      of.world.nexudus.api.create("Checkin", {
        BusinessId: businessId(of.world, "Red Hook"),
        CoworkerId: memberId(of.world, CHLOE),
        FromTime: whole(START),
        Source: 1,
      });
      await choose(of, { [FRONT]: "check_in", [BOARD]: "check_out" });
      const services = perDoor(of.world.services);
      const elsewhere = { in: whole(START), out: null, place: businessId(of.world, "Red Hook") };
      const place = businessId(of.world, "Rotherhithe");
      of.world.clock.advance(MINUTE);
      const came = openDoor(of, CHLOE, FRONT);
      await tick(of, services);
      expect(stays(of, CHLOE)).toEqual([elsewhere, { in: came, out: null, place }]);
      const left = openDoor(of, CHLOE, BOARD);
      await tick(of, services);
      expect(stays(of, CHLOE)).toEqual([elsewhere, { in: came, out: left, place }]);
      openDoor(of, CHLOE, BOARD);
      await tick(of, services);
      expect(stays(of, CHLOE)).toEqual([elsewhere, { in: came, out: left, place }]);
    },
  );

  test("a door chosen later does not count what was opened before", SLOW, async () => {
    const of = await presenceWorld();
    await choose(of, { [BOARD]: "check_out" });
    openDoor(of, CHLOE, FRONT);
    of.world.clock.advance(1_000);
    await choose(of, { [FRONT]: "check_in" });
    await tick(of, perDoor(of.world.services));
    expect(stays(of, CHLOE)).toEqual([]);
    expect(await recorded(of)).toEqual(["before_switch"]);
  });

  test(
    "an opening that is told after a later one has checked out does not check in again",
    SLOW,
    async () => {
      const of = await presenceWorld();
      await choose(of, { [FRONT]: "check_in", [BOARD]: "check_out" });
      const services = perDoor(of.world.services);
      of.world.akiles.api.setDoorOnline(FRONT, false);
      openDoor(of, CHLOE, FRONT);
      of.world.clock.advance(HOUR);
      openDoor(of, CHLOE, BOARD);
      await tick(of, services);
      of.world.akiles.api.setDoorOnline(FRONT, true);
      await tick(of, services);
      expect(stays(of, CHLOE)).toEqual([]);
      expect((await recorded(of)).toSorted()).toEqual(["check_out", "overtaken"]);
    },
  );
});

test("an event told again and again counts once, also when the mark is lost", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  openDoor(of, CHLOE, BOARD);
  await tick(of);
  const { presence } = await import("@/db/schema");
  await of.world.db.update(presence).set({ mark: null });
  await tick(of);
  expect(await recorded(of)).toEqual(["check_in"]);
  expect(stays(of, CHLOE)).toHaveLength(1);
});

test("at rest it costs one vendor call a look and none of Nexudus", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  await tick(of);
  resetLogs(of.world);
  await tick(of);
  expect(of.world.akiles.api.requests.read().total).toBe(1);
  expect(nexudusCalls(of.world)).toBe(0);
});

test("a missing role holds up presence alone: it is named, and told once it is granted", SLOW, async () => {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  const [install] = of.world.nexudus.api.installs();
  of.world.nexudus.api.changeInstall(install?.id ?? 0, { missingRoles: ["Checkin"] });
  openDoor(of, CHLOE, BOARD);
  await tick(of);
  expect(await rows(of)).toMatchObject([{ state: "intended", problem: "unauthorized" }]);
  const { missingRoles } = await import("@/db/schema");
  expect((await of.world.db.select().from(missingRoles)).map((row) => row.entity)).toEqual([
    "spaces/checkins",
  ]);
  of.world.nexudus.api.changeInstall(install?.id ?? 0, { missingRoles: [] });
  of.world.clock.advance(2 * MINUTE);
  await lookAtConnection(of.world.services, of.site);
  expect(stays(of, CHLOE)).toHaveLength(1);
  expect(await of.world.db.select().from(missingRoles)).toEqual([]);
});

test(
  "what Nexudus did not take until the day ended is given up, never told the day after",
  SLOW,
  async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.nexudus.api.addFault({ preset: "ooops", path: "checkins" });
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    of.world.nexudus.api.clearFaults();
    await goTo(of.world, new Date("2026-05-13T08:00:00Z"));
    await tick(of);
    expect(stays(of, CHLOE)).toEqual([]);
    expect(await rows(of)).toMatchObject([{ state: "given_up", problem: "day_over" }]);
  },
);

test(
  "what was opened at one installation, and waits to be told, is nobody else's to read",
  SLOW,
  async () => {
    const of = await presenceWorld();
    await switchOnOpen(of, true);
    of.world.nexudus.api.addFault({ preset: "ooops", path: "checkins" });
    openDoor(of, CHLOE, BOARD);
    await tick(of);
    of.world.clock.advance(HOUR);
    const { db } = of.world;
    const since = new Date(0);
    const read = async (installationId: InstallationId) => ({
      due: (await dueCheckIns(db, { installationId, now: of.world.clock.now(), limit: 9 })).length,
      begun: await attemptsSince(db, { installationId, since }),
      shown: (await listCheckIns(db, { installationId, since, limit: 9 })).length,
      decidedBy: (
        await checkInsOf(db, {
          installationId,
          memberIds: [String(memberId(of.world, CHLOE)) as MemberId],
          since,
        })
      ).length,
    });
    expect(await read(of.site.installationId)).toEqual({ due: 1, begun: 1, shown: 1, decidedBy: 1 });
    const stranger = crypto.randomUUID() as InstallationId;
    expect(await read(stranger)).toEqual({ due: 0, begun: 0, shown: 0, decidedBy: 0 });
  },
);
