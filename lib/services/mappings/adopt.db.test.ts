import { describe, expect, test } from "vitest";
import { adoptGrant, listAdoptions, listHeldForeign } from "@/db/queries/adoptions";
import { getPreview, openPreview } from "@/db/queries/mappings";
import { listPersons, listProposals } from "@/db/queries/persons";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { AccessGroupId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { confirmPeople } from "../people/confirm-people";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  associations,
  at,
  bookNow,
  canOpen,
  confirmAllLocations,
  connect,
  emailOf,
  goTo,
  HOUR,
  install,
  MINUTE,
  opened,
  pollNow,
  propose,
  ROOMS,
  reconcileNow,
  resetLogs,
  resourceId,
  type Site,
  START,
  span,
  unheard,
  vendorWrites,
  type World,
} from "../testing/world";
import { decideAdoption } from "./adopt-decide";
import { lookWhoIsThere } from "./adopt-look";
import { confirmPreview } from "./confirm";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const board = "Board room";
const { groups } = SEED;

/**
 * Connected and mapped, never active. By hand, Ana and Ben are let into the board room for good; Ana has it booked
 * until 10:00, Ben has nothing.
 */
async function notActive(options: { readonly vendorWindows?: boolean } = {}) {
  const world = await testWorld();
  const installationId = await install(world);
  await confirmAllLocations(world, installationId);
  const site = { installationId, connectionId: await connect(world, installationId, options) };
  const since = world.clock.now();
  for (const who of [ana, ben])
    world.akiles.api.staffMember({ name: `${who} by hand`, email: emailOf(who), groups: [groups.board] });
  unheard(world, () => bookNow(world, { who: ana, room: "Lightship", from: at(-60), to: at(120) }));
  await world.runner.take([
    { name: "nexudus/installation.poll.requested", data: { installationId, reason: "test" } },
  ]);
  await world.runner.drain();
  await propose(world, {
    ...site,
    items: Object.entries(ROOMS).map(([room, groupIds]) => ({
      key: `resource:${resourceId(world, room)}`,
      groupIds,
    })),
  });
  return { world, site, since };
}

/** The admin confirms everybody who was found by name, and looks again. */
async function confirmFound(world: World, site: Site): Promise<void> {
  await lookWhoIsThere(world.services, site);
  const choices = (await listProposals(world.db, site)).map(({ personId, vendorPersonId }) => ({
    personId,
    vendorPersonId,
    share: false,
  }));
  await confirmPeople(world.services, { ...site, choices });
  await lookWhoIsThere(world.services, site);
}

const choose = (world: World, site: Site, decision: "adopt" | "leave") =>
  decideAdoption(world.services, { ...site, choices: new Map([[groups.board, decision]]) });

async function confirmOpen(world: World, site: Site) {
  const open = await openPreview(world.db, site);
  const result = await confirmPreview(world.services, {
    ...site,
    previewId: open?.id ?? "",
    digest: open?.digest ?? "",
  });
  await world.runner.drain();
  return result;
}

const modes = [
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
];

test("who is there by e-mail is a question: looking writes nothing and adopts nobody", async () => {
  const { world, site } = await notActive();
  resetLogs(world);
  await lookWhoIsThere(world.services, site);
  expect(vendorWrites(world)).toBe(0);
  expect((await listProposals(world.db, site)).map((row) => row.vendorName)).toEqual([
    `${ana} by hand`,
    `${ben} by hand`,
  ]);
  expect(await listHeldForeign(world.db, site)).toEqual([]);
});

test("what another connection gave at the same account is nobody's by hand, and stays its own", async () => {
  const world = await testWorld();
  const first = await activeSite(world);
  unheard(world, () => bookNow(world, { who: ana, room: "Lightship", from: at(-60), to: at(600) }));
  await pollNow(world, first);
  expect(associations(world, ana)).toHaveLength(1);
  const { installationId } = first;
  const second = { installationId, connectionId: await connect(world, installationId) };
  await propose(world, {
    ...second,
    items: [{ key: `resource:${resourceId(world, "Lightship")}`, groupIds: [groups.board] }],
  });
  await lookWhoIsThere(world.services, second);
  const choices = (await listProposals(world.db, second)).map(({ personId, vendorPersonId }) => ({
    personId,
    vendorPersonId,
    share: false,
  }));
  expect(choices).toHaveLength(1);
  await confirmPeople(world.services, { ...second, choices });
  await lookWhoIsThere(world.services, second);
  expect(await listHeldForeign(world.db, second)).toEqual([]);
});

describe.each(modes)("adopted, $name", (mode) => {
  test("what is due is kept without a gap and ends with the right", async () => {
    const { world, site, since } = await notActive(mode);
    await confirmFound(world, site);
    await choose(world, site, "adopt");
    expect(await confirmOpen(world, site)).toMatchObject({ status: "applied" });
    const [kept, second] = associations(world, ana);
    expect(second).toBeUndefined();
    expect(kept?.metadata).toEqual({});
    await goTo(world, at(180));
    expect(opened(world, ana, board, at(180))).toEqual([span(since, at(120))]);
    await reconcileNow(world, site);
    expect(associations(world, ana)).toEqual([]);
  });

  test("what is not due ends, as the preview said", async () => {
    const { world, site } = await notActive(mode);
    await confirmFound(world, site);
    const { previewId } = await choose(world, site, "adopt");
    const preview = await getPreview(world.db, { ...site, previewId });
    expect(JSON.stringify(preview?.change)).toContain(`+[\\"revoke\\"`);
    expect(canOpen(world, ben, board)).toBe(true);
    await confirmOpen(world, site);
    expect(canOpen(world, ben, board)).toBe(false);
    expect(associations(world, ben)).toEqual([]);
  });

  test("a crash right after the word is made good by the next full check", async () => {
    const { world, site } = await notActive(mode);
    await confirmFound(world, site);
    await choose(world, site, "adopt");
    const open = await openPreview(world.db, site);
    const answer = { ...site, previewId: open?.id ?? "", digest: open?.digest ?? "" };
    await confirmPreview(world.services, answer);
    world.runner.lose();
    expect(canOpen(world, ben, board)).toBe(true);
    await reconcileNow(world, site);
    expect(canOpen(world, ben, board)).toBe(false);
    await goTo(world, at(119), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(true);
    await goTo(world, at(125), { sweepEveryMs: MINUTE });
    expect(canOpen(world, ana, board)).toBe(false);
    resetLogs(world);
    await reconcileNow(world, site);
    expect(vendorWrites(world)).toBe(0);
  });
});

describe.each(modes)("left alone, $name", (mode) => {
  test("nothing chosen is left: what is there by hand outlives everything Lintel does", async () => {
    const { world, site } = await notActive(mode);
    await confirmFound(world, site);
    const mine = associations(world, ben).map((row) => row.id);
    await confirmOpen(world, site);
    await goTo(world, at(180));
    await reconcileNow(world, site);
    expect(associations(world, ben).map((row) => row.id)).toEqual(mine);
    expect(canOpen(world, ana, board)).toBe(true);
  });

  test("a choice taken back is left", async () => {
    const { world, site } = await notActive(mode);
    await confirmFound(world, site);
    await choose(world, site, "adopt");
    await choose(world, site, "leave");
    await confirmOpen(world, site);
    expect(await listAdoptions(world.db, site)).toMatchObject([
      { decision: "leave", heldAndDue: 1, heldNotDue: 1 },
    ]);
    expect(canOpen(world, ben, board)).toBe(true);
  });
});

test("what turns up at the vendor after the first activation is foreign, also in an adopted group", async () => {
  const { world, site } = await notActive();
  await confirmFound(world, site);
  await choose(world, site, "adopt");
  await confirmOpen(world, site);
  const late = world.akiles.api.staffAssociation(emailOf(ben), { member_group_id: groups.board });
  await reconcileNow(world, site);
  await propose(world, { ...site, leadMinutes: 5 });
  await confirmOpen(world, site);
  await reconcileNow(world, site);
  expect(associations(world, ben).map((row) => row.id)).toEqual([late.id]);
  await expect(choose(world, site, "adopt")).rejects.toMatchObject({ kind: "precondition_failed" });
  await expect(lookWhoIsThere(world.services, site)).rejects.toMatchObject({ kind: "precondition_failed" });
});

test("somebody nobody confirmed keeps what they hold by hand, in an adopted group too", async () => {
  const { world, site } = await notActive();
  await lookWhoIsThere(world.services, site);
  const [first] = (await listProposals(world.db, site)).filter((row) => row.vendorName.startsWith(ana));
  if (!first) throw new Error("Ana was not found");
  await confirmPeople(world.services, { ...site, choices: [{ ...first, share: false }] });
  await lookWhoIsThere(world.services, site);
  await choose(world, site, "adopt");
  await confirmOpen(world, site);
  await goTo(world, at(180));
  await reconcileNow(world, site);
  expect(associations(world, ana)).toEqual([]);
  expect(canOpen(world, ben, board)).toBe(true);
});

test("a choice made after the preview was shown is shown before it is applied", async () => {
  const { world, site } = await notActive();
  await confirmFound(world, site);
  const shown = await openPreview(world.db, site);
  await choose(world, site, "adopt");
  const old = { ...site, previewId: shown?.id ?? "", digest: shown?.digest ?? "" };
  await expect(confirmPreview(world.services, old)).rejects.toMatchObject({ kind: "conflict" });
  const open = await openPreview(world.db, site);
  const stale = { ...site, previewId: open?.id ?? "", digest: shown?.digest ?? "" };
  expect(await confirmPreview(world.services, stale)).toEqual({ status: "changed" });
  expect(canOpen(world, ben, board)).toBe(true);
});

test("an adopted object with a window of its own is re-timed to the right", async () => {
  const { world, site } = await notActive();
  const [mine] = associations(world, ana);
  world.akiles.api.staffPatchAssociation(mine?.id ?? "", { ends_at: at(600).toISOString() });
  await confirmFound(world, site);
  await choose(world, site, "adopt");
  await confirmOpen(world, site);
  expect(associations(world, ana).map((row) => [row.id, new Date(row.ends_at ?? 0)])).toEqual([
    [mine?.id, at(120)],
  ]);
});

test("what staff took out or changed meanwhile is not fought over", async () => {
  const { world, site } = await notActive();
  await confirmFound(world, site);
  await choose(world, site, "adopt");
  const [hers] = associations(world, ana);
  const [his] = associations(world, ben);
  world.akiles.api.staffDeleteAssociation(his?.id ?? "");
  world.akiles.api.staffPatchAssociation(hers?.id ?? "", { ends_at: at(30).toISOString() });
  await confirmOpen(world, site);
  expect(associations(world, ben)).toEqual([]);
  await goTo(world, at(60));
  expect(canOpen(world, ana, board)).toBe(true);
  await goTo(world, at(180));
  expect(canOpen(world, ana, board)).toBe(false);
});

describe("no row is adopted without an admin's word on record", () => {
  async function heldByBen() {
    const { world, site } = await notActive();
    await confirmFound(world, site);
    const person = (await listPersons(world.db, site)).map((row) => row.id);
    const held = (await listHeldForeign(world.db, site)).find((row) => person.includes(row.personId));
    if (!held) throw new Error("nothing is held by hand");
    const input = {
      ...site,
      personId: held.personId,
      vendorGrantId: held.vendorGrantId,
      ledgerId: randomId(),
      grantRowId: randomId(),
      fence: 0,
      now: at(0),
    };
    return { world, site, input };
  }

  test("a group that nobody chose, or chose to leave, gives nothing", async () => {
    const { world, site, input } = await heldByBen();
    expect(await adoptGrant(world.db, { ...input, word: { of: "group" } })).toBe(false);
    await choose(world, site, "leave");
    expect(await adoptGrant(world.db, { ...input, word: { of: "group" } })).toBe(false);
    await choose(world, site, "adopt");
    expect(await adoptGrant(world.db, { ...input, word: { of: "group" } })).toBe(true);
  });

  test("a word about a person that is not in the audit log gives nothing", async () => {
    const { world, input } = await heldByBen();
    const word = { of: "person", auditId: randomId() } as const;
    expect(await adoptGrant(world.db, { ...input, word })).toBe(false);
  });

  test("an object is adopted once, and by nobody else", async () => {
    const { world, site, input } = await heldByBen();
    await choose(world, site, "adopt");
    const other = (await listPersons(world.db, site)).find((row) => row.id !== input.personId);
    const word = { of: "group" } as const;
    const stranger = { ...input, personId: other?.id ?? input.personId, word };
    expect(await adoptGrant(world.db, stranger)).toBe(false);
    expect(await adoptGrant(world.db, { ...input, word })).toBe(true);
    expect(await adoptGrant(world.db, { ...input, ledgerId: randomId(), word })).toBe(false);
  });
});

test("a group in which nobody holds anything is not to be decided on", async () => {
  const { world, site } = await notActive();
  await confirmFound(world, site);
  const choices = new Map<string, "adopt">([[groups.studio as AccessGroupId, "adopt"]]);
  await expect(decideAdoption(world.services, { ...site, choices })).rejects.toMatchObject({
    kind: "validation",
  });
});

test("before the first activation nothing is given or taken, whatever was chosen", async () => {
  const { world, site } = await notActive();
  await confirmFound(world, site);
  await choose(world, site, "adopt");
  resetLogs(world);
  await goTo(world, new Date(START.getTime() + HOUR), { sweepEveryMs: MINUTE });
  await world.runner.drain();
  expect(vendorWrites(world)).toBe(0);
});
