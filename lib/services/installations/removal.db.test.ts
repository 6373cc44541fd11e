import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { updateConnection } from "@/db/queries/connections";
import { getInstallation, liveSession } from "@/db/queries/installations";
import { auditLog, installations } from "@/db/schema";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { acceptLeftovers } from "../connections/disconnect-accept";
import { draftConnection } from "../connections/oauth";
import { createStopper, revokeCall } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  applyMapping,
  associations,
  at,
  book,
  bookNow,
  businessId,
  canOpen,
  confirmAllLocations,
  connect,
  connectionOf,
  DAY,
  emailOf,
  goTo,
  MINUTE,
  open,
  ROOMS,
  resetLogs,
  type Site,
  unheard,
  type World,
  type WorldOptions,
} from "../testing/world";
import { tidy } from "../upkeep/tidy";
import { receiveWebhook } from "../webhooks/receive";
import { continueRemoval } from "./continue-removal";
import { confirmWordOf, removeInstallation } from "./remove";
import { openSession } from "./sessions";

const ana = "Ana Pereira";
const ben = "Ben Okafor";
const board = "Board room";

const theInstall = (world: World) => world.nexudus.api.installs()[0]?.id ?? 0;
const installationOf = (world: World, site: Site) => getInstallation(world.db, site);

async function begin(world: World, site: Site, more: { removePeople?: boolean } = {}): Promise<void> {
  const row = await installationOf(world, site);
  await removeInstallation(world.services, {
    installationId: site.installationId,
    confirm: confirmWordOf({ subdomain: row?.subdomain ?? null }),
    grants: 99,
    removePeople: more.removePeople ?? false,
  });
}

async function remove(world: World, site: Site): Promise<void> {
  await begin(world, site);
  await world.runner.drain();
}

/** Ana is inside, Ben is booked for later. */
async function held(options: Omit<WorldOptions, "database"> = {}) {
  const world = await testWorld(options);
  const site = await activeSite(world);
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(180) });
  await book(world, { who: ben, room: "Ropewalk", from: at(240), to: at(300) });
  await goTo(world, at(30));
  expect(canOpen(world, ana, board)).toBe(true);
  return { world, site };
}

const nothingLeft = (world: World) =>
  expect([...associations(world, ana), ...associations(world, ben)]).toEqual([]);

describe("Remove Lintel", () => {
  test("takes everything back, then the webhooks, the secrets and the sessions", async () => {
    const { world, site } = await held();
    const session = await openSession(world.services, { ...site, replaces: null });
    expect(world.nexudus.api.rows("WebHook").length).toBeGreaterThan(0);
    await remove(world, site);
    nothingLeft(world);
    expect(canOpen(world, ana, board)).toBe(false);
    expect(world.nexudus.api.rows("WebHook")).toEqual([]);
    expect(await connectionOf(world, site)).toMatchObject({
      state: "disconnected",
      refreshTokenSealed: null,
    });
    expect(await installationOf(world, site)).toMatchObject({ state: "removed", removalReason: "asked" });
    const now = world.services.realClock.now();
    expect(await liveSession(world.db, { sessionId: session?.sessionId ?? "", now })).toBeNull();
    resetLogs(world);
    await goTo(world, at(320), { sweepEveryMs: 20 * MINUTE });
    expect(world.nexudus.api.requests().total).toBe(0);
    expect(world.akiles.api.requests.read().total).toBe(0);
  });

  test("needs the account's name typed, and the number that was shown", async () => {
    const { world, site } = await held();
    const ask = { ...site, removePeople: false };
    const confirm = confirmWordOf((await installationOf(world, site)) ?? { subdomain: null });
    await expect(
      removeInstallation(world.services, { ...ask, confirm: "yes", grants: 99 }),
    ).rejects.toMatchObject({ kind: "validation", field: "confirm" });
    await expect(removeInstallation(world.services, { ...ask, confirm, grants: 1 })).rejects.toMatchObject({
      kind: "conflict",
    });
    expect(await installationOf(world, site)).toMatchObject({ state: "active" });
    await removeInstallation(world.services, { ...ask, confirm: ` ${confirm.toUpperCase()} `, grants: 2 });
    expect(await installationOf(world, site)).toMatchObject({ state: "removing" });
  });

  test("never touches what was given by hand, nor hooks of others at Nexudus", async () => {
    const { world, site } = await held();
    const given = world.akiles.api.staffAssociation(emailOf(ana), { member_group_id: SEED.groups.studio });
    const hook = world.nexudus.api.create("WebHook", {
      BusinessId: businessId(world, "Rotherhithe"),
      Name: "[Lintel] not really",
      Action: 6,
      URL: "https://elsewhere.example/hooks",
      Active: true,
    });
    await remove(world, site);
    expect(canOpen(world, given.member_id, "Studio")).toBe(true);
    expect(world.nexudus.api.rows("WebHook").map((row) => row.Id)).toEqual([hook.Id]);
  });

  test("waits for a vendor that is down, without giving anything meanwhile", async () => {
    const { world, site } = await held();
    world.akiles.api.setFaults([{ id: "down", method: "*", path: "^/v2/", times: null, kind: "drop" }]);
    await remove(world, site);
    unheard(world, () => bookNow(world, { who: ben, room: "Lightship", from: at(200), to: at(230) }));
    await goTo(world, at(36), { sweepEveryMs: MINUTE });
    expect(await installationOf(world, site)).toMatchObject({ state: "removing" });
    expect(canOpen(world, ana, board)).toBe(true);
    world.akiles.api.setFaults([]);
    await goTo(world, at(39), { sweepEveryMs: MINUTE });
    nothingLeft(world);
    expect(await installationOf(world, site)).toMatchObject({ state: "removed" });
  });

  test("a crash between any two of its parts is taken up by the sweep", async () => {
    const parts = [
      revokeCall,
      (method: string, url: string) => method === "DELETE" && url.includes("/emails/"),
      (method: string, url: string) => method === "DELETE" && url.includes("/sys/webhooks/"),
    ];
    for (const part of parts) {
      const stopper = createStopper();
      const { world, site } = await held({ through: stopper.through });
      const met = stopper.stop("after", part);
      await begin(world, site);
      void world.runner.drain().catch(() => undefined);
      await met;
      world.runner.lose();
      await goTo(world, at(36), { sweepEveryMs: MINUTE });
      nothingLeft(world);
      expect(world.nexudus.api.rows("WebHook")).toEqual([]);
      expect(await installationOf(world, site)).toMatchObject({ state: "removed" });
    }
  });

  test("an admin who accepts what is left lets it finish", async () => {
    const { world, site } = await held();
    world.akiles.api.revokeTokens();
    await remove(world, site);
    expect(await installationOf(world, site)).toMatchObject({ state: "removing" });
    await acceptLeftovers(world.services, { ...site, grants: 2 });
    await world.runner.drain();
    expect(await installationOf(world, site)).toMatchObject({ state: "removed" });
    const rows = await world.db.select().from(auditLog).where(eq(auditLog.subject, site.connectionId));
    expect(rows.find((row) => row.action === "connection.leftovers_accepted")?.details).toEqual({ left: 2 });
  });

  test("goes on without the webhooks where Nexudus refuses the credential", async () => {
    const { world, site } = await held();
    world.nexudus.api.changeInstall(theInstall(world), { revoked: true });
    await remove(world, site);
    nothingLeft(world);
    expect(await installationOf(world, site)).toMatchObject({ state: "removed" });
  });

  test("waits a day at most for a Nexudus that is down", async () => {
    const { world, site } = await held();
    world.nexudus.api.addFault({ preset: "unavailable" });
    await remove(world, site);
    nothingLeft(world);
    expect(await installationOf(world, site)).toMatchObject({ state: "removing" });
    world.clock.advance(DAY + MINUTE);
    await world.runner.drain();
    await continueRemoval(world.services, site);
    expect(await installationOf(world, site)).toMatchObject({ state: "removed" });
  });

  test("nothing new is connected while it is under way", async () => {
    const { world, site } = await held();
    await begin(world, site);
    await expect(
      draftConnection(world.services, {
        installationId: site.installationId,
        vendor: "akiles",
        locationIds: [String(businessId(world, "Rotherhithe"))],
      }),
    ).rejects.toMatchObject({ kind: "precondition_failed" });
  });

  test("a connection that was drafted at that very moment is found and closed too", async () => {
    const { world, site } = await held();
    const connectionId = await connect(world, site.installationId);
    await begin(world, site);
    await updateConnection(world.db, { ...site, connectionId }, { disconnectingSince: null });
    await world.runner.drain();
    expect(await connectionOf(world, { ...site, connectionId })).toMatchObject({
      state: "disconnected",
      accessTokenSealed: null,
    });
    expect(await installationOf(world, site)).toMatchObject({ state: "removed" });
  });

  test("a launch in the middle of it shows the account, and takes nothing of it back", async () => {
    const { world, site } = await held();
    await begin(world, site);
    const answer = await open(world, world.nexudus.api.link(theInstall(world)));
    expect(answer).toMatchObject({ kind: "opened", installationId: site.installationId });
    expect(await installationOf(world, site)).toMatchObject({ state: "removing" });
    await world.runner.drain();
    nothingLeft(world);
  });
});

describe("afterwards", () => {
  test("the same link of Nexudus begins a new installation, whose doors obey", async () => {
    const { world, site } = await held();
    await remove(world, site);
    const opening = open(world, world.nexudus.api.link(theInstall(world)));
    await expect(opening).resolves.toMatchObject({ kind: "opened", isNew: true });
    const answer = await opening;
    if (answer.kind !== "opened") throw new Error("not opened");
    expect(answer.installationId).not.toBe(site.installationId);
    await world.runner.drain();
    const { installationId } = answer;
    await confirmAllLocations(world, installationId);
    const again = { installationId, connectionId: await connect(world, installationId) };
    await applyMapping(world, again, ROOMS);
    await world.runner.drain();
    expect(canOpen(world, ana, board)).toBe(true);
  });

  test("a webhook that still comes is ignored", async () => {
    const { world, site } = await held();
    const url = String(world.nexudus.api.rows("WebHook")[0]?.URL);
    await remove(world, site);
    const [secret = "", locationId = "", action] = new URL(url).pathname.split("/").slice(-3);
    const body = new TextEncoder().encode("[]");
    expect(
      await receiveWebhook(world.services, {
        secret,
        locationId,
        action: Number(action),
        body,
        signature: null,
      }),
    ).toEqual({ status: "ignored" });
  });

  test("thirty days later everything but the audit log is gone, and not a day before", async () => {
    const { world, site } = await held();
    await remove(world, site);
    world.clock.advance(29 * DAY);
    await tidy(world.services);
    expect(await installationOf(world, site)).not.toBeNull();
    world.clock.advance(2 * DAY);
    await tidy(world.services);
    const { rows } = await world.db.execute(sql`
      select table_name from information_schema.columns
      where table_schema = 'public' and column_name = 'installation_id' order by table_name`);
    expect(rows.length).toBeGreaterThan(20);
    const left: string[] = [];
    for (const row of rows) {
      const name = String(row.table_name);
      const found = await world.db.execute(
        sql`select count(*)::int as n from ${sql.identifier(name)} where installation_id = ${site.installationId}`,
      );
      if (Number(found.rows[0]?.n) > 0) left.push(name);
    }
    expect(left).toEqual(["audit_log"]);
    expect(await world.db.select().from(installations)).toEqual([]);
    expect(JSON.stringify(await world.db.select().from(auditLog))).not.toMatch(/Pereira|example\.test/);
  });
});
