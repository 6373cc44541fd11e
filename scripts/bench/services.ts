import pLimit from "p-limit";
import { cloneDatabase, createTestServer } from "../../db/test-server";
import { SEED } from "../../e2e/simulators/akiles/seed";
import { realClock } from "../../lib/clock";
import { applyPerson } from "../../lib/services/access/apply-person";
import {
  activeSite,
  applyMapping,
  createWorld,
  factsOnly,
  goTo,
  HOUR,
  MINUTE,
  memberId,
  nexudusCalls,
  pollNow,
  reconcileNow,
  resetLogs,
  resourceId,
  type Site,
  unheard,
  vendorWrites,
  type World,
} from "../../lib/services/testing/world";
import { atMost, type Check, exactly, type Times } from "./checks";

const LIST_PAGE = 200;
const VENDOR_PAGE = 100;
const SLACK = 1.05;
const CHANGED = 20;
const AT_ONCE = 6;

export interface Size {
  readonly members: number;
  readonly bookings: number;
}

/** Counts what a space of this size costs Nexudus and the vendor, on a real database, in simulated time. */
export async function measureServices(
  size: Size,
): Promise<{ readonly checks: Check[]; readonly times: Times }> {
  const server = await createTestServer();
  try {
    const world = await createWorld({ database: await cloneDatabase(server) });
    try {
      return await measure(world, size);
    } finally {
      await world.close();
    }
  } finally {
    await server.stop();
  }
}

async function measure(world: World, size: Size) {
  const checks: Check[] = [];
  const times: Record<string, number> = {};
  const timed = async (name: string, work: () => Promise<void>) => {
    const began = realClock.monotonicMs();
    await work();
    times[name] = realClock.monotonicMs() - began;
  };
  // Its own throttle is obeyed by the budgets all the same; their waiting costs simulated time only.
  const site = await activeSite(world);
  await timed("fill: everybody made and granted", async () => {
    unheard(world, () => world.nexudus.api.seedBulk({ coworkers: size.members, bookings: size.bookings }));
    await fill(world, site);
  });

  await timed("full check, nothing changed", async () => {
    resetLogs(world);
    await reconcileNow(world, site);
  });
  checks.push(...reconcileChecks(world));

  resetLogs(world);
  await reconcileNow(world, site);
  await pollNow(world, site);
  checks.push(exactly("second pass: writes at the vendor", vendorWrites(world), 0));

  await timed(`${CHANGED} bookings moved`, async () => {
    const moved = move(world, CHANGED);
    resetLogs(world);
    await pollNow(world, site);
    checks.push(exactly(`${moved} bookings changed: writes at the vendor`, vendorWrites(world), moved));
  });
  checks.push(...(await edgeChecks(world, site)));
  return { checks, times };
}

/** Reads, maps the third room too, and applies until a full check finds nobody who differs. */
async function fill(world: World, site: Site): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const applyAll = async () => {
    const wanted = new Map((await factsOnly(world, site)).map((input) => [input.personId, input]));
    await Promise.all([...wanted.values()].map((input) => limit(() => applyPerson(world.services, input))));
  };
  await applyAll();
  await applyMapping(world, site, { "Tide Room": [SEED.groups.focus] });
  await applyAll();
  // The filling took simulated time: timers that came due meanwhile ring now, away from the hour.
  const hours = Math.ceil(world.clock.now().getTime() / HOUR) * HOUR;
  await goTo(world, new Date(hours + 10 * MINUTE));
  await reconcileNow(world, site);
}

function reconcileChecks(world: World): Check[] {
  const { byRoute } = world.nexudus.api.requests();
  const lists = Object.entries(byRoute).filter(
    ([route]) => route.startsWith("GET spaces/") && !route.includes("{id}"),
  );
  const others = Object.entries(byRoute).filter(([route]) => route.includes("{id}"));
  const rows = (entity: "Resource" | "Coworker" | "Booking") => world.nexudus.api.rows(entity).length;
  const floor = (["Resource", "Coworker", "Booking"] as const)
    .map((entity) => Math.max(1, Math.ceil(rows(entity) / LIST_PAGE)))
    .reduce((sum, pages) => sum + pages, 0);
  const sum = (entries: readonly (readonly [string, number])[]) => entries.reduce((all, [, n]) => all + n, 0);
  const vendor = world.akiles.api.requests.read();
  const tables = world.akiles.api.world.state.tables;
  // Members with their associations, groups, and the sites that groups are labelled by.
  const vendorFloor = [tables.members, tables.groups, tables.sites]
    .map((table) => Math.ceil(Object.keys(table).length / VENDOR_PAGE))
    .reduce((all, pages) => all + pages, 0);
  return [
    atMost("full check: list calls to Nexudus", sum(lists), SLACK * floor),
    atMost("full check: get-one calls to Nexudus", sum(others), 0),
    atMost("full check: reads at the vendor", vendor.reads, SLACK * vendorFloor),
    exactly("full check: writes at the vendor", vendor.writes, 0),
  ];
}

/** Moves the last bookings, each of another member, by a quarter of an hour. */
function move(world: World, count: number): number {
  const rows = world.nexudus.api.rows("Booking").slice(-count);
  unheard(world, () => {
    for (const row of rows) {
      const shifted = (value: unknown) =>
        new Date(Date.parse(`${String(value).replace(/Z$/, "")}Z`) + 15 * MINUTE).toISOString().slice(0, 19);
      world.nexudus.api.change("Booking", row.Id, {
        FromTime: shifted(row.FromTime),
        ToTime: shifted(row.ToTime),
      });
    }
  });
  return rows.length;
}

/** A window pushed ahead begins by itself; its end costs at most the removal of what has ended. */
async function edgeChecks(world: World, site: Site): Promise<Check[]> {
  const hour = Math.ceil(world.clock.now().getTime() / HOUR) * HOUR;
  const begins = new Date(hour + 30 * MINUTE);
  unheard(world, () =>
    world.nexudus.api.create("Booking", {
      CoworkerId: memberId(world, "Ana Pereira"),
      ResourceId: resourceId(world, "Lightship"),
      FromTime: begins.toISOString().slice(0, 19),
      ToTime: new Date(begins.getTime() + 10 * MINUTE).toISOString().slice(0, 19),
      BookingNumber: 1,
    }),
  );
  await pollNow(world, site);
  await goTo(world, new Date(begins.getTime() - MINUTE));
  const rung = world.runner.ran.length;
  resetLogs(world);
  await goTo(world, new Date(begins.getTime() + MINUTE));
  const beginning = [
    exactly("edge, a pushed window begins: timers rung", world.runner.ran.length - rung, 1),
    exactly("edge, a pushed window begins: writes at the vendor", vendorWrites(world), 0),
    exactly("edge, a pushed window begins: calls to Nexudus", nexudusCalls(world), 0),
  ];
  resetLogs(world);
  await goTo(world, new Date(begins.getTime() + 11 * MINUTE));
  return [
    ...beginning,
    atMost("edge, a pushed window ended: writes at the vendor", vendorWrites(world), 1),
    exactly("edge, a pushed window ended: calls to Nexudus", nexudusCalls(world), 0),
  ];
}
