import { expect, test } from "vitest";
import { listLinks, listProposals } from "@/db/queries/persons";
import { approvalPeople, openApproval } from "@/db/queries/safety";
import type { MemberId, PersonId } from "@/lib/access/types";
import { approveRevokes } from "../safety/decide";
import { putBack } from "../safety/let-in-again";
import { cancelAll, crowdedSite, inside } from "../testing/crowd";
import { endsAfterCommit } from "../testing/ends-after-commit";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  canOpen,
  emailOf,
  goTo,
  MINUTE,
  memberId,
  pollNow,
  reconcileNow,
  type Site,
  sweepNow,
  type World,
} from "../testing/world";
import { confirmPerson } from "./confirm-person";
import { separateMember } from "./separate-member";

const ana = "Ana Pereira";
const chloe = "Chloé Martin";
const studio = "Studio Martin Ltd";
const [board, work] = ["Board room", "Studio"];
const SLOW = { timeout: 120_000 };

/** Says something as an admin, in a process that ends once that is stored; the next sweeps are all that is left. */
async function lost(world: World, say: (services: World["services"]) => Promise<unknown>): Promise<void> {
  await expect(say(endsAfterCommit(world.services))).rejects.toThrow("the process has ended");
  world.runner.lose();
  // Long enough for what was asked for to count as lost, and too short for a poll.
  world.clock.advance(3 * MINUTE);
}

const sweeps = async (world: World) => {
  for (let minute = 0; minute < 6; minute += 1) {
    await sweepNow(world);
    world.clock.advance(MINUTE);
  }
};

async function personOf(world: World, site: Site, who: string): Promise<PersonId> {
  const [link] = await listLinks(world.db, { ...site, memberIds: [`${memberId(world, who)}` as MemberId] });
  if (!link) throw new Error(`${who} is nobody there`);
  return link.personId;
}

test("who somebody is, said to a process that then ended: one sweep later the door opens", SLOW, async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  world.akiles.api.staffMember({ name: "Ana by hand", email: emailOf(ana) });
  await book(world, { who: ana, room: "Lightship", from: at(0), to: at(120) });
  // A later look at the unanswered question leaves no edge open that would be asked for anyhow.
  world.clock.advance(3 * MINUTE);
  await sweepNow(world);
  const [proposal] = await listProposals(world.db, site);
  if (!proposal) throw new Error("nobody was proposed");
  const { personId, vendorPersonId } = proposal;
  await lost(world, (services) => confirmPerson(services, { ...site, personId, vendorPersonId }));
  expect(canOpen(world, ana, board)).toBe(false);
  await sweepNow(world);
  expect(canOpen(world, ana, board)).toBe(true);
});

/** Chloé holds the board room; the studio's member has the same e-mail and waits for the studio, due until 100. */
async function twoOfOneEmail() {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  await book(world, { who: chloe, room: "Lightship", from: at(-10), to: at(120) });
  await book(world, { who: studio, room: "Ropewalk", from: at(-10), to: at(100) });
  // From here on polls read changes alone, list neither booking again, and work out nobody.
  await reconcileNow(world, site);
  await goTo(world, at(30));
  await pollNow(world, site);
  const personId = await personOf(world, site, studio);
  const [proposal] = (await listProposals(world.db, site)).filter((row) => row.personId === personId);
  const shared = { ...site, personId, vendorPersonId: proposal?.vendorPersonId ?? "", share: true };
  return { world, site, shared };
}

test("that two members are one person: what the second is due opens, and ends on time", SLOW, async () => {
  const { world, shared } = await twoOfOneEmail();
  await lost(world, (services) => confirmPerson(services, shared));
  expect(canOpen(world, chloe, work)).toBe(false);
  await sweepNow(world);
  expect(canOpen(world, chloe, work)).toBe(true);
  await sweeps(world);
  world.clock.set(at(99));
  await sweeps(world);
  expect([canOpen(world, chloe, board), canOpen(world, chloe, work)]).toEqual([true, false]);
});

test(
  "that two members are not one person: the one taken out gets a person who holds their own",
  SLOW,
  async () => {
    const { world, site, shared } = await twoOfOneEmail();
    await confirmPerson(world.services, shared);
    await world.runner.drain();
    world.clock.advance(MINUTE);
    await pollNow(world, site);
    const personId = await personOf(world, site, chloe);
    const member = `${memberId(world, studio)}` as MemberId;
    await lost(world, (services) => separateMember(services, { ...site, personId, memberId: member }));
    await sweeps(world);
    const holders = Object.values(world.akiles.api.world.state.tables.associations)
      .filter((row) => !row.is_deleted && Object.keys(row.metadata).length > 0)
      .map((row) => row.member_id);
    expect(new Set(holders).size).toBe(2);
  },
);

test("that somebody is to be put back: the door opens", SLOW, async () => {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  await book(world, { who: ana, room: "Lightship", from: at(-10), to: at(600) });
  for (let i = 0; i < 3; i += 1) {
    for (const held of associations(world, ana)) world.akiles.api.staffDeleteAssociation(held.id);
    await reconcileNow(world, site);
  }
  const personId = await personOf(world, site, ana);
  await lost(world, (services) => putBack(services, { ...site, personId }));
  expect(canOpen(world, ana, board)).toBe(false);
  await sweepNow(world);
  expect(canOpen(world, ana, board)).toBe(true);
});

test("that those listed may lose theirs: they do", { timeout: 180_000 }, async () => {
  const crowd = await crowdedSite(11);
  const { world, site, people } = crowd;
  cancelAll(crowd, people);
  await pollNow(world, site);
  const open = await openApproval(world.db, site);
  if (!open) throw new Error("nothing is asked");
  const asked = await approvalPeople(world.db, { ...site, approvalIds: [open.id] });
  await lost(world, (services) =>
    approveRevokes(services, { ...site, approvalId: open.id, people: asked.length }),
  );
  expect(inside(crowd, people)).toBe(11);
  await sweepNow(world);
  expect(inside(crowd, people)).toBe(0);
});
