import { describe, expect, test } from "vitest";
import { listPersons, listProposals } from "@/db/queries/persons";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  bookNow,
  businessId,
  canOpen,
  connectionOf,
  DAY,
  goTo,
  HOUR,
  MINUTE,
  memberId,
  opened,
  pollNow,
  reconcileNow,
  resetLogs,
  START,
  span,
  unheard,
  vendorWrites,
} from "../testing/world";

const ana = "Ana Pereira";
const board = "Board room";
const staff = "front-desk@harbour-works.example";

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("a foreign membership of our own person outlives everything Lintel does", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
    await goTo(world, at(20));
    const foreign = world.akiles.api.staffAssociation("ana@example.test", {
      member_group_id: SEED.groups.board,
    });
    await reconcileNow(world, site);
    await goTo(world, at(120));
    await reconcileNow(world, site);
    expect(associations(world, ana).map((row) => row.id)).toEqual([foreign.id]);
  });
});

test("a person of the vendor who is nobody's member is never written to", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const before = JSON.stringify(world.akiles.api.dump()[0]);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await reconcileNow(world, site);
  await goTo(world, at(120));
  const rosa = world.akiles.api.dump().find((row) => JSON.stringify(row).includes(staff));
  expect(JSON.stringify(rosa)).toBe(before);
});

test("an e-mail match with a person Lintel did not make is a proposal, and nothing is written", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const theirs = world.akiles.api.staffMember({
    name: "Ana P.",
    email: "ana@example.test",
    groups: [SEED.groups.always],
  });
  resetLogs(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await reconcileNow(world, site);
  await goTo(world, at(120), { sweepEveryMs: MINUTE });
  expect(vendorWrites(world)).toBe(0);
  expect(await listProposals(world.db, site)).toMatchObject([
    { vendorPersonId: theirs.id, vendorName: "Ana P.", holdsForeignGroups: true },
  ]);
  expect(canOpen(world, ana, board, at(30))).toBe(false);
});

test("a person awaiting an admin's word is not asked about again every minute", async () => {
  const world = await testWorld();
  await activeSite(world);
  world.akiles.api.staffMember({ name: "Ana P.", email: "ana@example.test" });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(30), { sweepEveryMs: MINUTE });
  resetLogs(world);
  await goTo(world, at(60), { sweepEveryMs: MINUTE });
  expect(world.akiles.api.requests.read().total).toBe(0);
});

test("the vendor's own clean-up 48 hours after the last right is undone for the next booking", async () => {
  const world = await testWorld();
  await activeSite(world);
  world.akiles.api.setSwitches({ autoDelete: "member_or_associations" });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  // Lintel was down when the booking ended, or it would have removed the association itself.
  world.runner.lose();
  world.clock.set(new Date(START.getTime() + 3 * DAY));
  expect(canOpen(world, ana, board)).toBe(false);
  expect(world.akiles.api.members("ana@example.test").every((row) => row.is_deleted)).toBe(true);
  const from = new Date(START.getTime() + 5 * DAY);
  await book(world, { who: ana, room: "Lightship", from, to: new Date(from.getTime() + HOUR) });
  await goTo(world, new Date(from.getTime() + 2 * HOUR));
  expect(opened(world, ana, board, new Date(START.getTime() + 6 * DAY))).toEqual([
    span(at(10), at(60)),
    span(from, new Date(from.getTime() + HOUR)),
  ]);
  expect(world.akiles.api.members("ana@example.test")).toHaveLength(1);
});

test("a person deleted by staff while holding a right is not made again, not restored, and shown", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(20));
  world.akiles.api.staffDeleteMember("ana@example.test");
  resetLogs(world);
  await reconcileNow(world, site);
  await book(world, { who: ana, room: "Ropewalk", from: at(60), to: at(90) });
  await goTo(world, at(70), { sweepEveryMs: MINUTE });
  expect(vendorWrites(world)).toBe(0);
  expect(canOpen(world, ana, board)).toBe(false);
  expect(await listPersons(world.db, site)).toMatchObject([{ disabledSince: expect.any(Date) }]);
});

test("a membership of ours that staff removed is put back by the full check", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(20));
  const [mine] = associations(world, ana);
  if (!mine) throw new Error("no association");
  world.akiles.api.staffDeleteAssociation(mine.id);
  expect(canOpen(world, ana, board)).toBe(false);
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
  await goTo(world, at(200));
  expect(canOpen(world, ana, board)).toBe(false);
});

test("a membership of ours that staff lengthened ends when the booking does", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await goTo(world, at(20));
  const [mine] = associations(world, ana);
  if (!mine) throw new Error("no association");
  world.akiles.api.staffPatchAssociation(mine.id, { ends_at: null });
  await reconcileNow(world, site);
  await goTo(world, at(200));
  expect(canOpen(world, ana, board)).toBe(false);
});

test("where the vendor refuses a second association to one group, one is moved along", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  world.akiles.api.setSwitches({ duplicateAssociations: "refused" });
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  await book(world, { who: ana, room: "Lightship", from: at(240), to: at(300) });
  expect((await connectionOf(world, site))?.singleGrant).toBe(true);
  await goTo(world, at(360));
  expect(opened(world, ana, board)).toEqual([span(at(60), at(120)), span(at(240), at(300))]);
});

test("an e-mail changed at the platform moves no right to another person", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await book(world, { who: "Ben Okafor", room: "Ropewalk", from: at(10), to: at(180) });
  const before = world.akiles.api.members("ana@example.test").map((row) => row.id);
  unheard(world, () =>
    world.nexudus.api.changeCustomer(memberId(world, ana), { email: "ana.new@example.test" }),
  );
  await pollNow(world, site);
  await reconcileNow(world, site);
  expect(world.akiles.api.members("ana.new@example.test").map((row) => row.id)).toEqual(before);
  await goTo(world, at(30));
  expect(world.akiles.api.canOpen({ member: "ana.new@example.test", door: board }).open).toBe(true);
  expect(canOpen(world, "Ben Okafor", board)).toBe(false);
});

test("a booking of a customer the full read never listed is learned with its member", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  unheard(world, () => {
    world.nexudus.api.createCustomer({
      fullName: "Hanna Weiss",
      email: "hanna@example.test",
      businessId: businessId(world, "Rotherhithe"),
    });
    bookNow(world, { who: "Hanna Weiss", room: "Lightship", from: world.clock.now(), to: at(90) });
  });
  await pollNow(world, site);
  expect(world.akiles.api.canOpen({ member: "hanna@example.test", door: board }).open).toBe(true);
});
