import { expect, test } from "vitest";
import { listPersons } from "@/db/queries/persons";
import type { PersonId } from "@/lib/access/types";
import { compareConnection } from "../access/reconcile-connection";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  book,
  canOpen,
  DAY,
  reconcileNow,
  resetLogs,
  type Site,
  vendorWrites,
  type World,
} from "../testing/world";
import { TAKEN_OUT } from "./drift";
import { letInAgain, putBack } from "./let-in-again";

const ana = "Ana Pereira";
const board = "Board room";
const SLOW = { timeout: 120_000 };

async function inside(options: { readonly vendorWindows: boolean }) {
  const world = await testWorld();
  const site = await activeSite(world, options);
  await book(world, { who: ana, room: "Lightship", from: at(-10), to: at(7 * 24 * 60) });
  expect(canOpen(world, ana, board)).toBe(true);
  return { world, site };
}

function takeOut(world: World): void {
  for (const held of associations(world, ana)) world.akiles.api.staffDeleteAssociation(held.id);
}

async function personId(world: World, site: Site): Promise<PersonId> {
  const [person] = (await listPersons(world.db, site)).filter((row) => row.vendorPersonId !== null);
  if (!person) throw new Error("nobody is at the vendor");
  return person.id;
}

test.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])(
  "taken out at the vendor, a member is put back twice and not a third time: $name",
  SLOW,
  async (options) => {
    const { world, site } = await inside(options);
    for (const expected of [true, true, false, false]) {
      takeOut(world);
      await reconcileNow(world, site);
      expect(canOpen(world, ana, board)).toBe(expected);
    }
    resetLogs(world);
    await reconcileNow(world, site);
    expect(vendorWrites(world)).toBe(0);
    const [person] = await listPersons(world.db, site);
    expect(person?.lastErrorKind).toBe(TAKEN_OUT);
  },
);

test("a day later it is put back again by itself, and a click does so at once", SLOW, async () => {
  const { world, site } = await inside({ vendorWindows: false });
  for (let i = 0; i < 3; i += 1) {
    takeOut(world);
    await reconcileNow(world, site);
  }
  expect(canOpen(world, ana, board)).toBe(false);
  const key = { installationId: site.installationId, personId: await personId(world, site) };
  await putBack(world.services, key);
  await world.runner.drain();
  expect(canOpen(world, ana, board)).toBe(true);
  for (let i = 0; i < 2; i += 1) {
    takeOut(world);
    await reconcileNow(world, site);
  }
  takeOut(world);
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
  world.clock.advance(DAY);
  await reconcileNow(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
});

test("somebody whom staff let in again themselves is not asked about any more", SLOW, async () => {
  const { world, site } = await inside({ vendorWindows: false });
  const [member] = world.akiles.api.members("ana@example.test");
  if (!member) throw new Error("Ana is not at the vendor");
  const shutOut = async () => (await listPersons(world.db, site)).filter((row) => row.disabledSince !== null);
  world.akiles.api.staffDeleteMember(member.id);
  await reconcileNow(world, site);
  expect(await shutOut()).toHaveLength(1);
  world.akiles.api.staffPatchMember(member.id, { is_deleted: false, ends_at: null });
  await reconcileNow(world, site);
  expect(await shutOut()).toEqual([]);
  expect(canOpen(world, ana, board)).toBe(true);
});

test(
  "somebody deleted by staff at the vendor stays out until an admin's click, and comes back with it",
  SLOW,
  async () => {
    const { world, site } = await inside({ vendorWindows: false });
    const [member] = world.akiles.api.members("ana@example.test");
    if (!member) throw new Error("Ana is not at the vendor");
    world.akiles.api.staffDeleteMember(member.id);
    await reconcileNow(world, site);
    await reconcileNow(world, site);
    expect(canOpen(world, ana, board)).toBe(false);
    const key = { installationId: site.installationId, personId: await personId(world, site) };
    await letInAgain(world.services, key);
    expect(canOpen(world, ana, board)).toBe(true);
  },
);

test(
  "who is out until a click is not asked about by every full check, nor once the vendor forgot them",
  SLOW,
  async () => {
    const { world, site } = await inside({ vendorWindows: false });
    const [member] = world.akiles.api.members("ana@example.test");
    if (!member) throw new Error("Ana is not at the vendor");
    world.akiles.api.staffDeleteMember(member.id);
    expect(await compareConnection(world.services, site)).toMatchObject({ status: "compared", differing: 1 });
    await world.runner.drain();
    expect(await compareConnection(world.services, site)).toMatchObject({ status: "compared", differing: 0 });
    delete world.akiles.api.world.state.tables.members[member.id];
    expect(await compareConnection(world.services, site)).toMatchObject({ status: "compared", differing: 0 });
    const key = { installationId: site.installationId, personId: await personId(world, site) };
    await letInAgain(world.services, key);
    expect(canOpen(world, ana, board)).toBe(true);
  },
);
