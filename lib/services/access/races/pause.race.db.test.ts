import { expect, test } from "vitest";
import { pauseConnection, resumeConnection } from "../../connections/change-state";
import { pollPlatform } from "../../platform/poll";
import { testWorld } from "../../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  bookNow,
  canOpen,
  goTo,
  MINUTE,
  resetLogs,
  unheard,
  type World,
} from "../../testing/world";
import { refreshFacts } from "../reconcile-connection";
import { type Actor, expectInStep, interleave } from "./testing";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const chloe = "Chloé Martin";
/** The look at the person that an apply plans from, after it has read the connection. */
const PLANNED = "GET /v2/members/:ana";

const given = (world: World) =>
  world.akiles.api.requests
    .read()
    .entries.filter((row) => row.method === "POST" && row.path.endsWith("/group_associations")).length;

// The one call that is on its way cannot be held back; every other would let people in after the admin said stop.
test.each([
  { name: "writes what should hold", stop: "begin", through: 0 },
  { name: "reads the vendor", stop: "GET /v2/members", through: 0 },
  { name: "asks for what differs", stop: "emit access/person.apply.requested", through: 0 },
  { name: "takes a person", stop: "insert into leases", through: 0 },
  { name: "gives what it has planned", stop: PLANNED, through: 0 },
  { name: "gives the first of two", stop: "POST ", through: 1 },
])(
  "a pause before a full check $name lets $through calls through, and endings still close",
  {
    timeout: 120_000,
  },
  async ({ stop, through }) => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows: false });
    const [from, to] = [at(60), at(120)];
    for (const [who, room] of [
      [ana, "Lightship"],
      [ben, "Ropewalk"],
    ] as const)
      await book(world, { who, room, from, to });
    await book(world, { who: chloe, room: "Lightship", from: at(10), to: at(50) });
    await goTo(world, from);
    await refreshFacts(world.services, site);
    await world.runner.drain();
    // Two to be given something by the full check, and one more whom it has to write first.
    for (const who of [ana, ben])
      for (const held of associations(world, who)) world.akiles.api.staffDeleteAssociation(held.id);
    unheard(world, () => bookNow(world, { who: chloe, room: "Lightship", from: to, to: at(180) }));
    await pollPlatform(world.services, site);
    const inside = () =>
      [canOpen(world, ana, "Board room"), canOpen(world, ben, "Studio")].filter(Boolean).length;
    let already = 0;
    const fullCheck = (actor: Actor) =>
      actor.work([{ name: "access/connection.reconcile.requested", data: { ...site, reason: "test" } }]);
    const pause = async (actor: Actor) => {
      await pauseConnection(actor.services, { ...site, withdrawFuture: false });
      already = inside();
      resetLogs(world);
    };
    const [anaId] = world.akiles.api.members("ana@example.test").map((row) => row.id);
    const boundary = stop.replace(":ana", String(anaId));
    const where = await interleave(world, 0, fullCheck, pause, (name) => name.startsWith(boundary));
    expect(where).toContain(boundary);
    await goTo(world, at(100), { sweepEveryMs: MINUTE });
    expect(given(world)).toBe(through);
    expect(inside()).toBe(already + through);
    await goTo(world, at(122), { sweepEveryMs: MINUTE });
    expect([...associations(world, ana), ...associations(world, ben)]).toEqual([]);
    await resumeConnection(world.services, site);
    await goTo(world, at(125), { sweepEveryMs: MINUTE });
    expect(canOpen(world, chloe, "Board room")).toBe(true);
    for (const who of [ana, ben, chloe]) await expectInStep(world, site, who, stop);
  },
);
