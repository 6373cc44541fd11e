import { describe, expect, test } from "vitest";
import { updateConnection } from "@/db/queries/connections";
import { openLedger } from "@/db/queries/ledger";
import { listLinks, listPersons, listProposals } from "@/db/queries/persons";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { MemberId, PersonId } from "@/lib/access/types";
import { applyPerson } from "../access/apply-person";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  applyMapping,
  associations,
  at,
  book,
  bookNow,
  canOpen,
  factsOnly,
  goTo,
  MINUTE,
  memberId,
  opened,
  pollNow,
  reconcileNow,
  resetLogs,
  type Site,
  span,
  unheard,
  vendorWrites,
  type World,
} from "../testing/world";
import { confirmPeople } from "./confirm-people";
import { confirmPerson } from "./confirm-person";
import { separateMember } from "./separate-member";

const chloe = "Chloé Martin";
const studio = "Studio Martin Ltd";
const board = "Board room";
const work = "Studio";
const email = "chloe@studio.example.test";

/** Of two members with one e-mail the first holds the board room, the second the studio; both are due now. */
async function twoOfOneEmail(vendorWindows = true) {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows });
  await book(world, { who: chloe, room: "Lightship", from: at(10), to: at(120) });
  const id = await book(world, { who: studio, room: "Ropewalk", from: at(10), to: at(120) });
  // Where timers open and close, nobody is looked for before something is due.
  await goTo(world, at(15));
  return { world, site, id };
}

async function personOf(world: World, site: Site, who: string): Promise<PersonId> {
  const links = await listLinks(world.db, { ...site, memberIds: [`${memberId(world, who)}` as MemberId] });
  const [link] = links;
  if (!link) throw new Error(`${who} is nobody there`);
  return link.personId;
}

/** The admin says that both are one human. */
async function share(world: World, site: Site, who = studio) {
  const personId = await personOf(world, site, who);
  const [proposal] = (await listProposals(world.db, site)).filter((row) => row.personId === personId);
  await confirmPerson(world.services, {
    ...site,
    personId,
    vendorPersonId: proposal?.vendorPersonId ?? "",
    share: true,
  });
  await world.runner.drain();
}

const live = (world: World) => world.akiles.api.members(email).filter((row) => !row.is_deleted);

describe("two members with one e-mail", () => {
  test("are not taken for one human: the second waits, and nothing is made or given for them", async () => {
    const { world, site } = await twoOfOneEmail();
    resetLogs(world);
    await reconcileNow(world, site);
    await goTo(world, at(30), { sweepEveryMs: MINUTE });
    expect(vendorWrites(world)).toBe(0);
    expect(live(world)).toHaveLength(1);
    expect(canOpen(world, chloe, work)).toBe(false);
    expect(await listProposals(world.db, site)).toMatchObject([{ vendorPersonId: live(world)[0]?.id }]);
  });

  test("are not made twice by two runs at one time", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    unheard(world, () => {
      bookNow(world, { who: chloe, room: "Lightship", from: at(10), to: at(60) });
      bookNow(world, { who: studio, room: "Ropewalk", from: at(10), to: at(60) });
    });
    const asked = await factsOnly(world, site);
    expect(asked).toHaveLength(2);
    await Promise.all(asked.map((input) => applyPerson(world.services, input)));
    await goTo(world, at(6), { sweepEveryMs: MINUTE });
    expect(live(world)).toHaveLength(1);
    expect(await listProposals(world.db, site)).toHaveLength(1);
  });

  test("are asked about without the e-mail being at the vendor", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await updateConnection(world.db, site, { syncEmail: false });
    await book(world, { who: chloe, room: "Lightship", from: at(10), to: at(60) });
    await book(world, { who: studio, room: "Ropewalk", from: at(10), to: at(60) });
    expect(live(world)).toEqual([]);
    expect((await listProposals(world.db, site)).map((row) => row.personId)).toEqual([
      await personOf(world, site, studio),
    ]);
  });

  test("are not linked to one person without the word that they share it", async () => {
    const { world, site } = await twoOfOneEmail();
    const personId = await personOf(world, site, studio);
    const [proposal] = await listProposals(world.db, site);
    const input = { ...site, personId, vendorPersonId: proposal?.vendorPersonId ?? "" };
    await expect(confirmPerson(world.services, input)).rejects.toMatchObject({ kind: "conflict" });
    expect(await confirmPeople(world.services, { ...site, choices: [{ ...input, share: false }] })).toEqual({
      confirmed: 0,
      left: 1,
    });
    expect(await listPersons(world.db, site)).toHaveLength(2);
  });

  test("turned down by an admin, each has a person of its own", async () => {
    const { world, site } = await twoOfOneEmail();
    const personId = await personOf(world, site, studio);
    await confirmPerson(world.services, { ...site, personId, vendorPersonId: null });
    await world.runner.drain();
    const made = (await listPersons(world.db, site)).map((row) => row.vendorPersonId);
    expect(new Set(made).size).toBe(2);
    expect(made).not.toContain(null);
    await goTo(world, at(30));
    expect(canOpen(world, chloe, board)).toBe(true);
  });
});

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("one human, by an admin's word, $name", ({ vendorWindows }) => {
  test("holds what either member may, over one window where they overlap", async () => {
    const world = await testWorld();
    const site = await activeSite(world, { vendorWindows });
    await book(world, { who: chloe, room: "Lightship", from: at(30), to: at(60) });
    await book(world, { who: studio, room: "Ropewalk", from: at(50), to: at(120) });
    await goTo(world, at(51));
    await share(world, site);
    await goTo(world, at(180));
    expect(live(world)).toHaveLength(1);
    expect(opened(world, chloe, "Front door")).toEqual([span(at(30), at(120))]);
    await reconcileNow(world, site);
    expect(associations(world, chloe)).toHaveLength(0);
  });

  test("keeps the right of the one when the other's ends", async () => {
    const { world, site, id } = await twoOfOneEmail(vendorWindows);
    await applyMapping(world, site, { Ropewalk: [SEED.groups.studio, SEED.groups.board] });
    await share(world, site);
    await goTo(world, at(30));
    const both = (await openLedger(world.db, site)).find((row) => row.groupId === SEED.groups.board);
    expect(both?.sources).toHaveLength(2);
    unheard(world, () => world.nexudus.api.cancel(id));
    await pollNow(world, site);
    expect(canOpen(world, chloe, board)).toBe(true);
    const one = (await openLedger(world.db, site)).find((row) => row.groupId === SEED.groups.board);
    expect(one?.sources).toHaveLength(1);
    await goTo(world, at(125));
    expect(canOpen(world, chloe, board)).toBe(false);
  });

  test("is separated again without a gap in what stays due to either", async () => {
    const { world, site } = await twoOfOneEmail(vendorWindows);
    await share(world, site);
    await goTo(world, at(30));
    const personId = await personOf(world, site, chloe);
    const first = live(world)[0]?.id ?? "";
    await separateMember(world.services, {
      ...site,
      personId,
      memberId: `${memberId(world, studio)}` as MemberId,
    });
    await world.runner.drain();
    const made = (await listPersons(world.db, site)).find((row) => row.id !== personId)?.vendorPersonId ?? "";
    const opens = (member: string, door: string) => world.akiles.api.canOpen({ member, door }).open;
    // Both hold the studio for a moment, so that the door is never closed between.
    expect([opens(made, work), opens(first, work), opens(first, board)]).toEqual([true, true, true]);
    await goTo(world, at(31), { sweepEveryMs: MINUTE });
    expect([opens(made, work), opens(first, work), opens(first, board)]).toEqual([true, false, true]);
    await goTo(world, at(130));
    const held = world.akiles.api.accessIntervals({ member: first, door: board, from: at(0), to: at(130) });
    expect(held.map((row) => span(new Date(row.from), new Date(row.until)))).toEqual([span(at(10), at(120))]);
  });
});

test("credentials come from the member linked first, also after others have joined", async () => {
  const { world, site } = await twoOfOneEmail();
  await share(world, site);
  unheard(world, () =>
    world.nexudus.api.changeCustomer(memberId(world, studio), { email: "studio.new@example.test" }),
  );
  await pollNow(world, site);
  await reconcileNow(world, site);
  expect(live(world)).toHaveLength(1);
  expect(world.akiles.api.members("studio.new@example.test")).toEqual([]);
});

test("a member who is alone on a person is not separated", async () => {
  const { world, site } = await twoOfOneEmail();
  const personId = await personOf(world, site, chloe);
  await expect(
    separateMember(world.services, { ...site, personId, memberId: `${memberId(world, chloe)}` as MemberId }),
  ).rejects.toMatchObject({ kind: "conflict" });
  expect(await listPersons(world.db, site)).toHaveLength(2);
});
