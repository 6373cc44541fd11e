import { and, eq, inArray, ne } from "drizzle-orm";
import { expect, test } from "vitest";
import { connections, edges, vendorGrants } from "@/db/schema/index";
import { disconnectConnection } from "../../connections/disconnect";
import { pollPlatform } from "../../platform/poll";
import { testWorld } from "../../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  bookNow,
  connectionOf,
  MINUTE,
  resetLogs,
  type Site,
  sweepNow,
  unheard,
  type World,
} from "../../testing/world";
import { refreshFacts } from "../reconcile-connection";
import { type Actor, interleave } from "./testing";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const SLOW = { timeout: 120_000 };

const fullCheck = (site: Site) => (actor: Actor) =>
  actor.work([{ name: "access/connection.reconcile.requested", data: { ...site, reason: "test" } }]);

const disconnect = (site: Site) => async (actor: Actor) => {
  await disconnectConnection(actor.services, { ...site, grants: 99, removePeople: false });
  await actor.runner.drain();
};

/** Rows at the vendor that carry Lintel's mark. */
const ownLeft = (world: World) => {
  const { associations: grants, emails } = world.akiles.api.world.state.tables;
  return [...Object.values(grants), ...Object.values(emails)].filter(
    (row) => !row.is_deleted && Object.keys(row.metadata).length > 0,
  ).length;
};

async function expectGone(world: World, site: Site, where: string): Promise<void> {
  expect(await connectionOf(world, site), where).toMatchObject({
    state: "disconnected",
    accessTokenSealed: null,
    refreshTokenSealed: null,
  });
  expect(ownLeft(world), `own rows left at the vendor, ${where}`).toBe(0);
  const open = await world.db
    .select({ state: vendorGrants.state })
    .from(vendorGrants)
    .where(and(eq(vendorGrants.connectionId, site.connectionId), ne(vendorGrants.state, "gone")));
  expect(open, `open rows of the ledger, ${where}`).toEqual([]);
  const live = await world.db
    .select({ at: edges.at })
    .from(edges)
    .innerJoin(connections, eq(connections.id, edges.connectionId))
    .where(and(eq(connections.state, "disconnected"), inArray(edges.state, ["pending", "armed"])));
  expect(live, `edges nobody waits for, ${where}`).toEqual([]);
}

// The commit of the projection shows its edges; one vendor call is the first thing given.
test.each([
  { name: "before it writes what should hold", stop: "begin" },
  { name: "before it reads the vendor", stop: "GET /v2/members" },
  { name: "before it asks for what differs", stop: "emit access/person.apply.requested" },
  { name: "before it takes a person", stop: "insert into leases" },
  { name: "before it gives something", stop: "POST " },
])(
  "a disconnection in a full check $name leaves nothing, and nothing is given again",
  SLOW,
  async ({ stop }) => {
    const world = await testWorld();
    const site = await activeSite(world);
    await refreshFacts(world.services, site);
    await book(world, { who: ana, room: "Lightship", from: at(300), to: at(330) });
    const [held] = associations(world, ana);
    if (!held) throw new Error("nothing was given");
    world.akiles.api.staffDeleteAssociation(held.id);
    unheard(world, () => bookNow(world, { who: ben, room: "Ropewalk", from: at(300), to: at(330) }));
    // Stored and not projected: the check takes Nexudus as read, and begins with writing what follows.
    await pollPlatform(world.services, site);
    const where = await interleave(world, 0, fullCheck(site), disconnect(site), (name) =>
      name.startsWith(stop),
    );
    expect(where).toContain(stop);
    // One sweep takes up what a run that met the other left; a lease may have to run out first.
    for (let sweeps = 0; sweeps < 3; sweeps += 1) {
      world.clock.advance(MINUTE);
      await sweepNow(world);
    }
    await expectGone(world, site, stop);
    resetLogs(world);
    await sweepNow(world);
    expect(world.akiles.api.requests.read().total).toBe(0);
  },
);
