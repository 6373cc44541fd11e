import { describe, expect, test } from "vitest";
import { listProposals } from "@/db/queries/persons";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { disconnectConnection } from "../connections/disconnect";
import { readMemberPeople } from "../console/member-people";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  atDesk,
  book,
  canOpen,
  connectionOf,
  emailOf,
  goTo,
  memberId,
  reconcileNow,
  resetLogs,
  sweepNow,
  vendorWrites,
} from "../testing/world";
import { adoptHeld } from "./adopt-held";
import { confirmPerson } from "./confirm-person";

const ana = "Ana Pereira";
const board = "Board room";
const { groups } = SEED;

/** Ana, confirmed after the activation: she has the studio booked, and holds board room and studio by hand. */
async function confirmedLater() {
  const world = await testWorld();
  const site = await activeSite(world);
  const theirs = world.akiles.api.staffMember({
    name: "Ana by hand",
    email: emailOf(ana),
    groups: [groups.board, groups.studio, groups.always],
  });
  const id = await book(world, { who: ana, room: "Ropewalk", from: at(0), to: at(120) });
  const [proposal] = await listProposals(world.db, site);
  if (!proposal) throw new Error("nobody was proposed");
  const { personId, vendorPersonId } = proposal;
  await confirmPerson(world.services, { ...site, personId, vendorPersonId });
  await world.runner.drain();
  const read = () =>
    readMemberPeople(world.services, { ...site, locationId: null, memberId: `${memberId(world, ana)}` });
  return { world, site, personId, theirs, id, read };
}

const groupsHeld = (rows: readonly { readonly member_group_id: string }[]) =>
  rows.map((row) => row.member_group_id).toSorted();

describe("a member confirmed after the activation", () => {
  test("keeps what they hold by hand until an admin lets it be adopted", async () => {
    const { world, site } = await confirmedLater();
    await goTo(world, at(180));
    await reconcileNow(world, site);
    expect(groupsHeld(associations(world, ana))).toEqual(
      [groups.board, groups.always, groups.studio].toSorted(),
    );
  });

  test("loses by adoption what is not due, keeps what is, and what no item is mapped to", async () => {
    const { world, personId, site, read } = await confirmedLater();
    const [held] = (await read()).byHand;
    expect(held?.lines.map((line) => line.ends).toSorted()).toEqual([false, true]);
    await adoptHeld(world.services, { ...site, personId, digest: held?.digest ?? "" });
    await world.runner.drain();
    expect(canOpen(world, ana, board)).toBe(false);
    expect(canOpen(world, ana, "Studio")).toBe(true);
    expect((await read()).byHand).toEqual([]);
    await goTo(world, at(180));
    expect(groupsHeld(associations(world, ana))).toEqual([groups.always]);
    resetLogs(world);
    await reconcileNow(world, site);
    expect(vendorWrites(world)).toBe(0);
  });

  test("has nothing adopted that is not as it was shown", async () => {
    const { world, personId, site, read } = await confirmedLater();
    const [held] = (await read()).byHand;
    const [first] = associations(world, ana).filter((row) => row.member_group_id === groups.board);
    world.akiles.api.staffPatchAssociation(first?.id ?? "", { ends_at: at(600).toISOString() });
    const input = { ...site, personId, digest: held?.digest ?? "" };
    await expect(adoptHeld(world.services, input)).rejects.toMatchObject({ kind: "conflict" });
    await world.runner.drain();
    expect(canOpen(world, ana, board)).toBe(true);
  });
});

test("a disconnect takes adopted access back too, and never removes somebody who was linked", async () => {
  const { world, personId, site, theirs, read } = await confirmedLater();
  const [held] = (await read()).byHand;
  await adoptHeld(world.services, { ...site, personId, digest: held?.digest ?? "" });
  await world.runner.drain();
  await disconnectConnection(world.services, { ...site, grants: 10, removePeople: true });
  await world.runner.drain();
  await sweepNow(world);
  expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected" });
  expect(groupsHeld(associations(world, ana))).toEqual([groups.always]);
  expect(world.akiles.api.members(emailOf(ana))).toMatchObject([{ id: theirs.id, is_deleted: false }]);
});

test("a member deleted at the platform loses what Lintel gave, adopted or made, and no more", async () => {
  const { world, personId, site, read } = await confirmedLater();
  const [held] = (await read()).byHand;
  await adoptHeld(world.services, { ...site, personId, digest: held?.digest ?? "" });
  await world.runner.drain();
  expect(canOpen(world, ana, "Studio")).toBe(true);
  await atDesk(world, () => world.nexudus.api.delete("Coworker", memberId(world, ana)));
  await reconcileNow(world, site);
  expect(groupsHeld(associations(world, ana))).toEqual([groups.always]);
});
