import { randomUUID } from "node:crypto";
import { lte } from "drizzle-orm";
import { getConnection, updateConnection } from "../../db/queries/connections";
import { updatePerson } from "../../db/queries/persons";
import { edges, grants, vendorGrants } from "../../db/schema";
import { cloneDatabase, createTestServer } from "../../db/test-server";
import { createAssociation } from "../../e2e/simulators/akiles/associations";
import { createMember } from "../../e2e/simulators/akiles/members";
import { SEED } from "../../e2e/simulators/akiles/seed";
import type { PersonId } from "../../lib/access/types";
import { realClock } from "../../lib/clock";
import { grantMetadata, memberMetadata } from "../../lib/connectors/akiles/convert";
import { grantMarker, personMarker } from "../../lib/connectors/marker";
import { loadDesired } from "../../lib/services/access/desired";
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
const CHUNK = 500;

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
  await timed("fill: everybody read, projected and granted", async () => {
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

/**
 * Reads and projects everybody through the services, then puts at the vendor and into the ledger what thousands
 * of applies would have: the bench counts what comes after. That both sides agree is checked by the first pass.
 */
async function fill(world: World, site: Site): Promise<void> {
  // The people put at the vendor below have no e-mail address there.
  await updateConnection(world.db, site, { syncEmail: false, updatedAt: world.clock.now() });
  await applyMapping(world, site, { "Tide Room": [SEED.groups.focus] });
  await factsOnly(world, site);
  const connection = await getConnection(world.db, site);
  if (!connection) throw new Error("no connection");
  const now = world.clock.now();
  const vendor = world.akiles.api.world;
  const staff = { organizationId: SEED.organization, via: "api" } as const;
  const { desired, links } = await loadDesired(world.services, connection, { personIds: null, now });
  const vendorIds = new Map<PersonId, string>();
  for (const { personId, memberId: id } of links) {
    const marker = personMarker({ installationId: site.installationId, personId });
    const member = createMember(vendor, staff, {
      name: id,
      metadata: memberMetadata(marker, { nx_coworker: id }),
    });
    vendorIds.set(personId, member.id);
    await updatePerson(
      world.db,
      { installationId: site.installationId, personId },
      { vendorPersonId: member.id, origin: "made", updatedAt: now },
    );
  }
  const grantRows: (typeof grants.$inferInsert)[] = [];
  const vendorRows: (typeof vendorGrants.$inferInsert)[] = [];
  for (const { key, windows, because } of desired) {
    const grantId = randomUUID();
    grantRows.push({ ...site, id: grantId, personId: key.personId, groupId: key.groupId, createdAt: now });
    for (const { from, until } of windows) {
      const id = randomUUID();
      const made = createAssociation(vendor, staff, vendorIds.get(key.personId) ?? "", {
        member_group_id: key.groupId,
        starts_at: from.toISOString(),
        ends_at: until?.toISOString() ?? null,
        metadata: grantMetadata(grantMarker({ personId: key.personId, ledgerId: id })),
      });
      vendorRows.push({
        ...site,
        id,
        grantId,
        vendorGrantId: made.id,
        state: "present",
        origin: "made",
        fromAt: from,
        untilAt: until,
        timed: true,
        sources: because
          .filter((share) => share.window.from >= from && (until === null || share.window.from < until))
          .map((share) => share.source),
        fence: 0,
        createdAt: now,
        updatedAt: now,
      });
    }
  }
  for (let i = 0; i < grantRows.length; i += CHUNK)
    await world.db.insert(grants).values(grantRows.slice(i, i + CHUNK));
  for (let i = 0; i < vendorRows.length; i += CHUNK)
    await world.db.insert(vendorGrants).values(vendorRows.slice(i, i + CHUNK));
  await world.db.update(edges).set({ state: "done", doneAt: now }).where(lte(edges.at, now));
  const hour = Math.ceil(now.getTime() / HOUR) * HOUR;
  world.runner.queue = [];
  await goTo(world, new Date(hour + 10 * MINUTE));
}

/** What a full check lists. Of passes only the unused ones, and the seeded ones are. */
const READ_WHOLE = [
  "Resource",
  "Tariff",
  "FloorPlanDesk",
  "TimePass",
  "TimePassTimeSlot",
  "Coworker",
  "Booking",
  "CoworkerContract",
  "ContractPausedPeriod",
  "FloorPlanDeskVariant",
  "CoworkerTimePass",
  "Team",
] as const;

function reconcileChecks(world: World): Check[] {
  const { byRoute } = world.nexudus.api.requests();
  const lists = Object.entries(byRoute).filter(
    ([route]) => route.startsWith("GET ") && !route.includes("{id}"),
  );
  const others = Object.entries(byRoute).filter(([route]) => route.includes("{id}"));
  const rows = (entity: (typeof READ_WHOLE)[number]) => world.nexudus.api.rows(entity).length;
  const floor = READ_WHOLE.map((entity) => Math.max(1, Math.ceil(rows(entity) / LIST_PAGE))).reduce(
    (sum, pages) => sum + pages,
    0,
  );
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
