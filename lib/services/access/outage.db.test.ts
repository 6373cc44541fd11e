import { expect, test } from "vitest";
import { createStopper } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  canOpen,
  connectionOf,
  goTo,
  MINUTE,
  resetLogs,
  sweepNow,
  type World,
} from "../testing/world";
import { sweep } from "./sweep";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const chloe = "Chloé Martin";
const board = "Board room";

const goDown = (world: World) =>
  world.akiles.api.setFaults([
    { id: "down", method: "*", path: "^/v2/", times: null, kind: "answer", status: 503 },
  ]);
const probeCall = (method: string, url: string) => method === "GET" && url.endsWith("/v2/organization");
const asked = (world: World) => world.akiles.api.requests.read();

/** Ana is inside until 50; those who come at 45 and 60 find the vendor down, and every timer's retries are spent. */
async function outage(world: World, coming: readonly { who: string; room: string; from: number }[]) {
  const site = await activeSite(world, { vendorWindows: false });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(50) });
  for (const { who, room, from } of coming) await book(world, { who, room, from: at(from), to: at(600) });
  await goTo(world, at(30));
  expect(canOpen(world, ana, board)).toBe(true);
  goDown(world);
  await goTo(world, at(70), { sweepEveryMs: 5 * MINUTE });
  world.runner.lose();
  return site;
}

const COMING = [
  { who: ben, room: "Ropewalk", from: 45 },
  { who: chloe, room: "Lightship", from: 60 },
];

test.each([
  { people: 1, coming: [] },
  { people: 3, coming: COMING },
])("while a vendor is down each sweep asks it once, with $people people waiting", async ({ coming }) => {
  const world = await testWorld();
  await outage(world, coming);
  resetLogs(world);
  for (let minute = 0; minute < 20; minute += 1) {
    world.clock.advance(MINUTE);
    await sweepNow(world);
  }
  expect(asked(world).byRoute).toEqual({ "GET /v2/organization": 20 });
});

test("the sweep that finds it back lets everybody go: endings first, then the nearest edges", async () => {
  const world = await testWorld();
  const site = await outage(world, COMING);
  expect(await connectionOf(world, site)).toMatchObject({ state: "active", lastErrorKind: "unavailable" });
  world.akiles.api.setFaults([]);
  resetLogs(world);
  world.clock.advance(MINUTE);
  await sweepNow(world);
  const writes = asked(world)
    .entries.filter((row) => row.method !== "GET" && row.path.includes("/group_associations"))
    .map((row) => `${row.method} ${row.path.split("/")[3]}`);
  const idOf = (who: string) => associations(world, who)[0]?.member_id;
  const [anaId] = world.akiles.api.members("ana@example.test").map((row) => row.id);
  expect(writes).toEqual([`DELETE ${anaId}`, `POST ${idOf(ben)}`, `POST ${idOf(chloe)}`]);
  expect(canOpen(world, ana, board)).toBe(false);
  expect(canOpen(world, ben, "Studio")).toBe(true);
  expect(canOpen(world, chloe, board)).toBe(true);
  expect(await connectionOf(world, site)).toMatchObject({ lastErrorKind: null, lastErrorAt: null });
});

test("of two processes that sweep at once, one asks", async () => {
  const stopper = createStopper();
  const world = await testWorld({ through: stopper.through });
  await outage(world, COMING);
  const met = stopper.stop("before", probeCall);
  resetLogs(world);
  const first = sweep(world.services);
  await met;
  await sweep(world.another());
  expect(asked(world).total).toBe(0);
  stopper.resume();
  await first;
  expect(asked(world).byRoute).toEqual({ "GET /v2/organization": 1 });
});

// Otherwise one whose every write is refused would keep all the others of the connection waiting.
test("a person whose calls alone fail holds up nobody else", async () => {
  const world = await testWorld();
  await activeSite(world, { vendorWindows: false });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(50) });
  await book(world, { who: ben, room: "Ropewalk", from: at(60), to: at(600) });
  await goTo(world, at(30));
  const [id] = world.akiles.api.members("ana@example.test").map((row) => row.id);
  world.akiles.api.setFaults([
    { id: "one", method: "*", path: `^/v2/members/${id}`, times: null, kind: "answer", status: 503 },
  ]);
  await goTo(world, at(59), { sweepEveryMs: MINUTE });
  // Ben's timer is lost, too: only the sweep is left.
  world.runner.lose();
  await goTo(world, at(62), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ben, "Studio")).toBe(true);
});
