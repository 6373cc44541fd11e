import { expect, test } from "vitest";
import { listLinks } from "@/db/queries/persons";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  atDesk,
  book,
  bookNow,
  canOpen,
  goTo,
  memberId,
  type World,
} from "../testing/world";

/** The lanes in which timers of an instant were asked for, in order. */
const lanesAt = (world: World, instant: Date) =>
  world.runner.emitted
    .filter(({ name, data }) => name === "access/edge.armed" && data.at === instant.toISOString())
    .map(({ data }) => String(data.lane));

type Site = Awaited<ReturnType<typeof activeSite>>;

/** With which turns applies of somebody were asked for, in order. */
async function turnsOf(world: World, site: Site, who: string) {
  const links = await listLinks(world.db, site);
  const { personId } = links.find((link) => link.memberId === String(memberId(world, who))) ?? {};
  return world.runner.emitted
    .filter(({ name, data }) => name === "access/person.apply.requested" && data.personId === personId)
    .map(({ data: { priority, urgency, lane } }) => ({ priority, urgency, lane }));
}

test("of edges of one instant endings go in a lane of their own", async () => {
  const world = await testWorld();
  const { connectionId } = await activeSite(world, { vendorWindows: false });
  await book(world, { who: "Ana Pereira", room: "Lightship", from: at(120), to: at(180) });
  await book(world, { who: "Ben Okafor", room: "Lightship", from: at(180), to: at(240) });
  expect(lanesAt(world, at(120))).toEqual([connectionId]);
  expect(lanesAt(world, at(180)).toSorted()).toEqual([connectionId, `${connectionId} ending`]);
  expect(lanesAt(world, at(240))).toEqual([`${connectionId} ending`]);
});

test("an edge that turns out to be an ending too changes lanes, and back again it does not", async () => {
  const world = await testWorld();
  const { connectionId } = await activeSite(world, { vendorWindows: false });
  const ana = "Ana Pereira";
  await book(world, { who: ana, room: "Lightship", from: at(180), to: at(240) });
  const other = await book(world, { who: ana, room: "Ropewalk", from: at(120), to: at(180) });
  expect(lanesAt(world, at(180))).toEqual([connectionId, `${connectionId} ending`]);
  await atDesk(world, () => world.nexudus.api.cancel(other));
  await goTo(world, at(150));
  expect(lanesAt(world, at(180))).toHaveLength(2);
  await goTo(world, at(181));
  expect(canOpen(world, ana, "Board room")).toBe(true);
});

test("whoever loses something goes before those who get something, also who keeps another door open", async () => {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  const ana = "Ana Pereira";
  await book(world, { who: ana, room: "Lightship", from: at(-10), to: at(240) });
  const other = await book(world, { who: ana, room: "Ropewalk", from: at(-10), to: at(240) });
  world.runner.emitted.splice(0);
  await atDesk(world, () => {
    world.nexudus.api.cancel(other);
    bookNow(world, { who: "Ben Okafor", room: "Ropewalk", from: at(-5), to: at(240) });
  });
  const { connectionId } = site;
  expect(await turnsOf(world, site, ana)).toEqual([
    { priority: 120, urgency: "ending", lane: `${connectionId} ending` },
  ]);
  expect(await turnsOf(world, site, "Ben Okafor")).toEqual([
    { priority: 0, urgency: "ordinary", lane: connectionId },
  ]);
});

test("a run for an ending leaves what begins later to an ordinary one", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const ana = "Ana Pereira";
  const running = await book(world, { who: ana, room: "Lightship", from: at(-10), to: at(240) });
  world.runner.emitted.splice(0);
  const heldThen: number[] = [];
  const take = world.runner.take.bind(world.runner);
  world.runner.take = async (events) => {
    if (events.some(({ data }) => data.urgency === "ordinary"))
      heldThen.push(associations(world, ana).length);
    await take(events);
  };
  await atDesk(world, () => {
    world.nexudus.api.cancel(running);
    bookNow(world, { who: ana, room: "Lightship", from: at(600), to: at(660) });
    bookNow(world, { who: ana, room: "Lightship", from: at(1200), to: at(1260) });
  });
  expect(await turnsOf(world, site, ana)).toMatchObject([{ urgency: "ending" }, { urgency: "ordinary" }]);
  expect(heldThen).toEqual([0]);
  expect(associations(world, ana)).toHaveLength(2);
});
