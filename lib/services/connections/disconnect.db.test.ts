import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { updateConnection } from "@/db/queries/connections";
import { countTakenBack } from "@/db/queries/disconnect";
import { listPersons, updatePerson } from "@/db/queries/persons";
import { auditLog, vendorGrants } from "@/db/schema";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { applyPerson } from "../access/apply-person";
import { projectMembers } from "../access/project-members";
import { confirmPreview } from "../mappings/confirm";
import { createStopper, revokeCall } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  applyMapping,
  associations,
  at,
  book,
  bookNow,
  canOpen,
  connect,
  connectionOf,
  emailOf,
  factsOnly,
  goTo,
  MINUTE,
  propose,
  ROOMS,
  resetLogs,
  type Site,
  signIn,
  sweepNow,
  unheard,
  vendorWrites,
  type World,
  type WorldOptions,
} from "../testing/world";
import { disconnectConnection } from "./disconnect";
import { acceptLeftovers } from "./disconnect-accept";
import { continueDisconnect } from "./disconnect-continue";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const board = "Board room";

const begin = (world: World, site: Site, removePeople = false) =>
  disconnectConnection(world.services, { ...site, grants: 99, removePeople });

async function disconnect(world: World, site: Site, removePeople = false): Promise<void> {
  await begin(world, site, removePeople);
  await world.runner.drain();
}

const vendorTables = (world: World) => world.akiles.api.world.state.tables;
/** What carries Lintel's mark and is still there, of every kind. */
const ownLeft = (world: World) =>
  [...Object.values(vendorTables(world).associations), ...Object.values(vendorTables(world).emails)].filter(
    (row) => !row.is_deleted && Object.keys(row.metadata).length > 0,
  ).length;
const openRows = async (world: World, site: Site) =>
  (await countTakenBack(world.db, site)).find((row) => row.connectionId === site.connectionId)?.open;

/** Ana is inside, Ben is booked for later. */
async function held(options: Omit<WorldOptions, "database"> = {}) {
  const world = await testWorld(options);
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await book(world, { who: ben, room: "Ropewalk", from: at(240), to: at(300) });
  await goTo(world, at(30));
  expect(canOpen(world, ana, board)).toBe(true);
  expect(associations(world, ben)).toHaveLength(1);
  return { world, site };
}

test("takes back every own grant and e-mail, then deletes the vendor's secrets and stays disconnected", async () => {
  const { world, site } = await held();
  await disconnect(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
  expect(ownLeft(world)).toBe(0);
  expect(await connectionOf(world, site)).toMatchObject({
    state: "disconnected",
    accessTokenSealed: null,
    refreshTokenSealed: null,
    tokenExpiresAt: null,
    disconnectingSince: null,
    disconnectedAt: expect.any(Date),
  });
  expect(await openRows(world, site)).toBe(0);
  resetLogs(world);
  unheard(world, () => bookNow(world, { who: ben, room: "Lightship", from: at(200), to: at(230) }));
  await goTo(world, at(320), { sweepEveryMs: 10 * MINUTE });
  expect(world.akiles.api.requests.read().total).toBe(0);
});

test("the audit log keeps that it happened, with ids and numbers only", async () => {
  const { world, site } = await held();
  await disconnect(world, site);
  const rows = await world.db.select().from(auditLog).where(eq(auditLog.subject, site.connectionId));
  const actions = rows.map((row) => row.action);
  expect(actions).toContain("connection.disconnect_began");
  expect(actions).toContain("connection.disconnected");
  expect(JSON.stringify(rows)).not.toMatch(/Pereira|example\.test/);
});

test("never touches access given by hand, nor a person it did not make", async () => {
  const { world, site } = await held();
  const given = world.akiles.api.staffAssociation(emailOf(ana), { member_group_id: SEED.groups.studio });
  const stranger = world.akiles.api.staffMember({ name: "Vera", email: "vera@example.test" });
  await disconnect(world, site, true);
  expect(vendorTables(world).associations[given.id]?.is_deleted).toBe(false);
  expect(vendorTables(world).members[given.member_id]?.is_deleted).toBe(false);
  expect(vendorTables(world).members[stranger.id]?.is_deleted).toBe(false);
  expect(canOpen(world, given.member_id, "Studio")).toBe(true);
  expect(canOpen(world, given.member_id, board)).toBe(false);
});

test("takes an adopted grant back like any other", async () => {
  const { world, site } = await held();
  const [row] = associations(world, ana);
  await world.db
    .update(vendorGrants)
    .set({ origin: "adopted" })
    .where(
      and(eq(vendorGrants.connectionId, site.connectionId), eq(vendorGrants.vendorGrantId, row?.id ?? "")),
    );
  await disconnect(world, site);
  expect(canOpen(world, ana, board)).toBe(false);
});

test("people that Lintel made stay unless asked for", async () => {
  const kept = await held();
  const id = kept.world.akiles.api.members(emailOf(ana))[0]?.id ?? "";
  await disconnect(kept.world, kept.site);
  expect(vendorTables(kept.world).members[id]?.is_deleted).toBe(false);

  const gone = await held();
  const other = gone.world.akiles.api.members(emailOf(ana))[0]?.id ?? "";
  await disconnect(gone.world, gone.site, true);
  expect(vendorTables(gone.world).members[other]?.is_deleted).toBe(true);
});

test("a vendor that is down is waited for; its secrets stay until every grant is gone", async () => {
  const { world, site } = await held();
  world.akiles.api.setFaults([{ id: "down", method: "*", path: "^/v2/", times: null, kind: "drop" }]);
  await disconnect(world, site);
  expect(canOpen(world, ana, board)).toBe(true);
  expect(await connectionOf(world, site)).toMatchObject({ accessTokenSealed: expect.any(String) });
  world.akiles.api.setFaults([]);
  await goTo(world, at(33), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, board)).toBe(false);
  expect(ownLeft(world)).toBe(0);
  expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected", accessTokenSealed: null });
});

test("one person the vendor refuses holds up nobody else, and is listed", async () => {
  const { world, site } = await held();
  const id = world.akiles.api.members(emailOf(ana))[0]?.id ?? "";
  const path = `^/v2/members/${id}/group_associations/`;
  world.akiles.api.setFaults([
    { id: "no", method: "DELETE", path, times: null, kind: "answer", status: 400, headers: {}, body: "{}" },
  ]);
  await disconnect(world, site);
  expect(associations(world, ben)).toEqual([]);
  expect(associations(world, ana)).toHaveLength(1);
  expect(await connectionOf(world, site)).toMatchObject({
    disconnectingSince: expect.any(Date),
    accessTokenSealed: expect.any(String),
  });
  expect(await openRows(world, site)).toBe(1);
});

describe("what cannot be taken back", () => {
  async function stuck() {
    const { world, site } = await held();
    world.akiles.api.revokeTokens();
    await disconnect(world, site);
    await sweepNow(world);
    expect(await connectionOf(world, site)).toMatchObject({ state: "needs_attention" });
    return { world, site };
  }

  test("is accepted by an admin who saw the number: then the secrets go, and the books stay", async () => {
    const { world, site } = await stuck();
    await expect(acceptLeftovers(world.services, { ...site, grants: 1 })).rejects.toMatchObject({
      kind: "conflict",
    });
    expect(await connectionOf(world, site)).toMatchObject({ accessTokenSealed: expect.any(String) });
    await acceptLeftovers(world.services, { ...site, grants: 2 });
    expect(await connectionOf(world, site)).toMatchObject({
      state: "disconnected",
      refreshTokenSealed: null,
    });
    expect(await openRows(world, site)).toBe(2);
    expect(associations(world, ana)).toHaveLength(1);
  });

  test("is not to be accepted while nothing stands in the way", async () => {
    const { world, site } = await held();
    await begin(world, site);
    await expect(acceptLeftovers(world.services, { ...site, grants: 2 })).rejects.toMatchObject({
      kind: "precondition_failed",
    });
  });

  test("is taken back after all once an admin signs in again", async () => {
    const { world, site } = await stuck();
    expect((await signIn(world, site)).ok).toBe(true);
    await goTo(world, at(32), { sweepEveryMs: MINUTE });
    expect(ownLeft(world)).toBe(0);
    expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected" });
  });

  test("does not look gone from another account of the vendor", async () => {
    const { world, site } = await stuck();
    const other = world.akiles.api.addOrganization("Somebody else");
    await signIn(world, site, other.id);
    await world.runner.drain();
    expect(await openRows(world, site)).toBe(2);
    expect(await connectionOf(world, site)).toMatchObject({ state: "needs_attention" });
  });
});

describe("while it is under way", () => {
  test("nothing is given: an apply that was asked for before writes nothing", async () => {
    const { world, site } = await held();
    unheard(world, () => bookNow(world, { who: ben, room: "Lightship", from: at(200), to: at(230) }));
    const asked = await factsOnly(world, site);
    expect(asked.length).toBeGreaterThan(0);
    await begin(world, site);
    resetLogs(world);
    for (const input of asked) await applyPerson(world.services, input);
    expect(vendorWrites(world)).toBe(0);
    await projectMembers(world.services, { ...site, memberIds: null, cause: "test", force: true });
    expect(world.runner.queue.map((event) => event.name)).toEqual(["connection/disconnect.requested"]);
  });

  test("no change of the mapping is proposed or confirmed", async () => {
    const { world, site } = await held();
    const shown = await propose(world, { ...site, leadMinutes: 10 });
    await begin(world, site);
    await expect(
      confirmPreview(world.services, { installationId: site.installationId, ...shown }),
    ).rejects.toMatchObject({ name: "ServiceError" });
    await expect(applyMapping(world, site, ROOMS)).rejects.toMatchObject({ kind: "precondition_failed" });
  });

  test("an apply at work is waited for, and what it gave is taken back", async () => {
    const stopper = createStopper();
    const { world, site } = await held({ through: stopper.through });
    unheard(world, () => bookNow(world, { who: ben, room: "Lightship", from: at(200), to: at(230) }));
    const [asked] = await factsOnly(world, site);
    if (!asked) throw new Error("nothing was asked for");
    const met = stopper.stop(
      "after",
      (method, url) => method === "POST" && url.includes("/group_associations"),
    );
    const late = applyPerson(world.services, asked);
    await met;
    await begin(world, site);
    await continueDisconnect(world.another(), site);
    expect(associations(world, ben)).toHaveLength(2);
    stopper.resume();
    await late;
    await world.runner.drain();
    await goTo(world, at(33), { sweepEveryMs: MINUTE });
    expect(ownLeft(world)).toBe(0);
    expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected" });
  });

  test("a crash at any revoke is taken up by the sweep", async () => {
    for (const when of ["before", "after"] as const) {
      const stopper = createStopper();
      const { world, site } = await held({ through: stopper.through });
      await begin(world, site);
      const met = stopper.stop(when, revokeCall);
      void continueDisconnect(world.another(), site).catch(() => undefined);
      await met;
      world.runner.lose();
      await goTo(world, at(35), { sweepEveryMs: MINUTE });
      expect(ownLeft(world)).toBe(0);
      expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected" });
    }
  });

  test("an own grant the books lost is found at the vendor before the secrets go", async () => {
    const { world, site } = await held();
    const [row] = associations(world, ben);
    await world.db.delete(vendorGrants).where(eq(vendorGrants.vendorGrantId, row?.id ?? ""));
    for (const person of await listPersons(world.db, site))
      await updatePerson(
        world.db,
        { ...site, personId: person.id },
        { desiredDigest: null, emailHash: null },
      );
    await disconnect(world, site);
    expect(associations(world, ben)).toEqual([]);
    expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected" });
  });
});

test("more to take back than was shown is asked about again", async () => {
  const { world, site } = await held();
  await expect(
    disconnectConnection(world.services, { ...site, grants: 1, removePeople: false }),
  ).rejects.toMatchObject({ kind: "conflict" });
  expect((await connectionOf(world, site))?.disconnectingSince).toBeNull();
});

test("a connection that was never active is disconnected without a word to the vendor", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const second = { ...site, connectionId: await connect(world, site.installationId) };
  resetLogs(world);
  await disconnect(world, second);
  expect(world.akiles.api.requests.read().total).toBe(0);
  expect(await connectionOf(world, second)).toMatchObject({ state: "disconnected", accessTokenSealed: null });
});

test("the vendor is connected again as a new connection, and doors obey again", async () => {
  const { world, site } = await held();
  await disconnect(world, site);
  const connectionId = await connect(world, site.installationId);
  expect(connectionId).not.toBe(site.connectionId);
  await applyMapping(world, { ...site, connectionId }, ROOMS);
  await world.runner.drain();
  expect(canOpen(world, ana, board)).toBe(true);
  expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected", accessTokenSealed: null });
});

test("a paused connection is taken back all the same", async () => {
  const { world, site } = await held();
  await updateConnection(world.db, site, { state: "paused" });
  await disconnect(world, site);
  expect(ownLeft(world)).toBe(0);
  await sweepNow(world);
  expect(await connectionOf(world, site)).toMatchObject({ state: "disconnected" });
});
