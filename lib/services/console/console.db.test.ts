import { describe, expect, test } from "vitest";
import { getPreview } from "@/db/queries/mappings";
import { listPersons, listProposals } from "@/db/queries/persons";
import { SEED } from "@/e2e/simulators/akiles/seed";
import type { PersonId } from "@/lib/access/types";
import { pauseConnection, resumeConnection } from "../connections/change-state";
import { checkNow } from "../connections/check-now";
import { saveSettings } from "../connections/save-settings";
import { confirmPreview } from "../mappings/confirm";
import { dismissPreview } from "../mappings/dismiss";
import { refreshMember } from "../members/refresh";
import { confirmPerson } from "../people/confirm-person";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  applyMapping,
  at,
  book,
  businessId,
  confirmAllLocations,
  connect,
  connectionOf,
  goTo,
  install,
  memberId,
  opened,
  propose,
  ROOMS,
  resourceId,
  type Site,
  type World,
} from "../testing/world";
import { readAccountView } from "./account";
import { readActivity } from "./activity";
import { readConnection, readConnections } from "./connections";
import { readMapping } from "./mapping";
import { readMemberView } from "./member";
import { readMembers } from "./members";
import { readOverview } from "./overview";
import { readPreview } from "./preview";
import { readShell } from "./shell";

const ana = "Ana Pereira";
const all = { q: "", state: "all", groupId: null, page: 1 } as const;
const idOf = (world: World, name: string) => String(memberId(world, name)) as never;

const memberOf = (world: World, site: Site, name: string) =>
  readMemberView(world.services, {
    installationId: site.installationId,
    memberId: idOf(world, name),
    locationId: null,
  });
const membersOf = (
  world: World,
  site: Site,
  query: Partial<Parameters<typeof readMembers>[1]["query"]> = {},
) =>
  readMembers(world.services, {
    installationId: site.installationId,
    locationId: null,
    query: { ...all, ...query },
  });
const overviewOf = (world: World, site: Pick<Site, "installationId">) =>
  readOverview(world.services, { ...site, locationId: null });
const previewOf = (world: World, site: Site, previewId: string) =>
  readPreview(world.services, { installationId: site.installationId, locationId: null, previewId });

const mapLightship = (world: World, site: Site, groupIds: readonly string[]) => ({
  ...site,
  items: [{ key: `resource:${resourceId(world, "Lightship")}`, groupIds }],
});

describe("from the installation to the first door", () => {
  test("the overview leads step by step and falls silent once doors obey", async () => {
    const world = await testWorld();
    const installationId = await install(world);
    const first = await overviewOf(world, { installationId });
    expect(first.steps.map((step) => step.done)).toEqual([false, false, false]);
    expect((await readShell(world.services, { installationId })).counts.settings).toBe(3);

    await confirmAllLocations(world, installationId);
    const connectionId = await connect(world, installationId);
    const site = { installationId, connectionId };
    expect((await overviewOf(world, site)).steps.map((step) => step.done)).toEqual([true, true, false]);
    const mapping = await readMapping(world.services, { installationId, connectionId, locationId: null });
    expect(mapping?.items.find((item) => item.name === "Lightship")?.groupIds).toEqual([]);

    await applyMapping(world, site, ROOMS);
    await world.runner.drain();
    const last = await overviewOf(world, site);
    expect(last.steps).toEqual([]);
    expect(last.connections[0]).toMatchObject({ state: { state: "active" }, problems: 0 });
  });

  test("the account shows locations with the zones to confirm, and hooks that stand", async () => {
    const world = await testWorld();
    const installationId = await install(world);
    const view = await readAccountView(world.services, { installationId, locationId: null });
    expect(view.businesses.map((row) => [row.name, row.zoneConfirmed, row.webhooks.kind])).toEqual([
      ["Harbour Works", null, "on"],
      ["Red Hook", null, "on"],
      ["Rotherhithe", null, "on"],
    ]);
    expect(view.zones).toContain("Europe/London");
  });
});

describe("who may enter, and why", () => {
  test("a booking is seen coming, open, and over, with its reason", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await book(world, { who: ana, room: "Lightship", from: at(30), to: at(60) });
    const before = await memberOf(world, site, ana);
    expect(before.status).toEqual({ kind: "opens", at: at(30).toISOString() });
    expect(before.nextEdge?.at).toBe(at(30).toISOString());
    expect(before.entitlements[0]).toMatchObject({
      label: "Booking of Lightship",
      status: { kind: "opens" },
    });
    expect(before.lanes[0]?.bars).toHaveLength(1);
    expect(before.credentials[0]).toMatchObject({ kind: "E-mail", state: "in_step" });
    expect((await overviewOf(world, site)).connections[0]).toMatchObject({
      openNow: 0,
      people: 1,
      nextEdge: { at: at(30).toISOString(), sentence: expect.stringContaining(`opens for ${ana}`) },
    });

    await goTo(world, at(40));
    const during = await memberOf(world, site, ana);
    expect(during.status).toEqual({ kind: "open", until: at(60).toISOString() });
    expect(during.answer).toContain("because of the booking of Lightship");
    expect((await overviewOf(world, site)).connections[0]?.openNow).toBe(1);
    const members = await membersOf(world, site, { state: "open" });
    expect(members.rows.map((row) => row.name)).toEqual([ana]);
    expect(members.stateCounts.all).toBeGreaterThan(1);

    await goTo(world, at(70));
    // What she holds besides is a plan that leads nowhere, and that is what keeps her out now.
    const after = await memberOf(world, site, ana);
    expect(after.status.kind).toBe("unmapped");
    expect(after.answer).toContain("Plan Hot Desk, since 1 Feb leads to no access group");
  });

  test("a booking of a room without a mapping opens nothing and says so", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await book(world, { who: ana, room: "Tide Room", from: at(30), to: at(60) });
    const view = await memberOf(world, site, ana);
    expect(view.status).toEqual({ kind: "unmapped" });
    expect(view.entitlements[0]).toMatchObject({ groupNames: [], status: { kind: "unmapped" } });
    expect(view.answer).toContain("leads to no access group");
  });

  test("access given by hand at the vendor is shown as not managed", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
    await goTo(world, at(20));
    world.akiles.api.staffAssociation("ana@example.test", { member_group_id: SEED.groups.studio });
    await refreshMember(world.services, { ...site, memberId: idOf(world, ana) });
    await world.runner.drain();
    const view = await memberOf(world, site, ana);
    expect(view.vendorGroups.map((row) => row.managed)).toEqual([true, false]);
  });

  test("search and pages keep to the installation's members", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    expect((await membersOf(world, site, { q: "PEREIRA ana" })).rows.map((row) => row.name)).toEqual([ana]);
    expect((await membersOf(world, site, { q: "nobody" })).total).toBe(0);
    expect((await membersOf(world, site, { page: 99 })).query.page).toBe(1);
  });
});

describe("the preview", () => {
  test("tells by name who gains what, and applies exactly that", async () => {
    const world = await testWorld();
    const installationId = await install(world);
    await confirmAllLocations(world, installationId);
    const site = { installationId, connectionId: await connect(world, installationId) };
    await book(world, { who: ana, room: "Lightship", from: at(-10), to: at(60) });
    const { previewId } = await propose(world, mapLightship(world, site, [SEED.groups.board]));
    const view = await previewOf(world, site, previewId);
    expect(view).toMatchObject({
      state: "ready",
      totals: { peopleAdded: 1, accessGiven: 1, accessTaken: 0 },
    });
    expect(view.members.map((row) => row.name)).toEqual([ana]);
    await confirmPreview(world.services, { installationId, previewId, digest: view.digest });
    await world.runner.drain();
    expect((await previewOf(world, site, previewId)).state).toBe("applied");
    expect((await memberOf(world, site, ana)).status.kind).toBe("open");
  });

  // Without the second confirmation's own check, a change met by a new booking could never be applied.
  test("shows only the difference when something changed, and applies on the second word", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await book(world, { who: ana, room: "Lightship", from: at(30), to: at(60) });
    const { previewId, digest } = await propose(world, mapLightship(world, site, []));
    await book(world, { who: "Ben Okafor", room: "Lightship", from: at(90), to: at(120) });
    const key = { installationId: site.installationId, previewId };
    expect(await confirmPreview(world.services, { ...key, digest })).toEqual({ status: "changed" });

    const view = await previewOf(world, site, previewId);
    expect(view.state).toBe("changed");
    expect(view.members.map((row) => row.name)).toEqual(["Ben Okafor"]);
    expect((await confirmPreview(world.services, { ...key, digest: view.digest })).status).toBe("applied");
    await world.runner.drain();
    await goTo(world, at(130));
    expect(opened(world, ana, "Front door")).toEqual([]);
  });

  test("a dismissed one is gone, and cannot be applied", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    const { previewId, digest } = await propose(world, mapLightship(world, site, []));
    const key = { installationId: site.installationId, previewId };
    await dismissPreview(world.services, key);
    await expect(confirmPreview(world.services, { ...key, digest })).rejects.toMatchObject({
      kind: "conflict",
    });
    expect((await previewOf(world, site, previewId)).state).toBe("dismissed");
  });
});

describe("settings of a connection", () => {
  const settings = (world: World, site: Site) => ({
    ...site,
    locationIds: [String(businessId(world, "Rotherhithe"))],
    syncEmail: true,
    syncPin: false,
    syncCards: false,
    randomPins: false,
    vendorWindows: true,
    leadMinutes: 0,
    lagMinutes: 0,
  });

  test("lead and lag become a preview and change nothing before it is applied", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    const saved = await saveSettings(world.services, { ...settings(world, site), leadMinutes: 10 });
    expect((await connectionOf(world, site))?.leadMinutes).toBe(0);
    const key = { installationId: site.installationId, previewId: saved.previewId ?? "" };
    const preview = await getPreview(world.db, key);
    await confirmPreview(world.services, { ...key, digest: preview?.digest ?? "" });
    expect((await connectionOf(world, site))?.leadMinutes).toBe(10);
  });

  test("refuses what is out of range or of nobody's, and writes nothing", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    const before = await connectionOf(world, site);
    for (const [change, field] of [
      [{ leadMinutes: 121 }, "leadMinutes"],
      [{ lagMinutes: 0.5 }, "lagMinutes"],
      [{ locationIds: [] }, "location"],
      [{ locationIds: ["99"] }, "location"],
      [{ syncEmail: false }, "emailSync"],
      [{ randomPins: true }, "randomPins"],
    ] as const)
      await expect(
        saveSettings(world.services, { ...settings(world, site), ...change }),
      ).rejects.toMatchObject({ kind: "validation", field });
    expect(await connectionOf(world, site)).toEqual(before);
  });

  test("paused, nothing new opens; resumed, it does", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    await pauseConnection(world.services, { ...site, withdrawFuture: false });
    await book(world, { who: ana, room: "Lightship", from: at(-5), to: at(60) });
    expect((await memberOf(world, site, ana)).status).toEqual({ kind: "needs_you", what: "resume Akiles" });
    await expect(checkNow(world.services, site)).rejects.toMatchObject({ kind: "precondition_failed" });
    await resumeConnection(world.services, site);
    await world.runner.drain();
    expect((await memberOf(world, site, ana)).status.kind).toBe("open");
    expect(opened(world, ana, "Front door")).toHaveLength(1);
    await goTo(world, at(61));
    expect(opened(world, ana, "Front door")).toEqual([expect.stringMatching(/ - 2026-05-12T09:00:00$/)]);
  });
});

describe("who is this?", () => {
  async function questioned(world: World) {
    const site = await activeSite(world);
    world.akiles.api.staffMember({ name: "Ana P.", email: "ana@example.test" });
    await book(world, { who: ana, room: "Lightship", from: at(-5), to: at(60) });
    const [person] = await listPersons(world.db, site);
    return { site, personId: person?.id as PersonId };
  }

  test("an admin's choice links the person, who then gets access", async () => {
    const world = await testWorld();
    const { site, personId } = await questioned(world);
    const view = await memberOf(world, site, ana);
    expect(view.status).toEqual({ kind: "needs_you", what: "confirm who this is at Akiles" });
    const candidate = view.proposals[0]?.candidates[0];
    await expect(
      confirmPerson(world.services, { ...site, personId, vendorPersonId: "mem_of_somebody_else" }),
    ).rejects.toMatchObject({ kind: "validation" });
    await confirmPerson(world.services, {
      ...site,
      personId,
      vendorPersonId: candidate?.vendorPersonId ?? "",
    });
    await world.runner.drain();
    const [person] = await listPersons(world.db, site);
    expect(person).toMatchObject({
      link: "ready",
      origin: "linked",
      vendorPersonId: candidate?.vendorPersonId,
    });
    expect(await listProposals(world.db, site)).toEqual([]);
    expect((await memberOf(world, site, ana)).status.kind).toBe("open");
  });
});

describe("another installation", () => {
  test("its ids are not found, and none of its rows are listed", async () => {
    const world = await testWorld();
    const here = await install(world, "Rotherhithe");
    await confirmAllLocations(world, here);
    const site = { installationId: here, connectionId: await connect(world, here) };
    await applyMapping(world, site, ROOMS);
    await book(world, { who: ana, room: "Lightship", from: at(-5), to: at(60) });
    const { previewId, digest } = await propose(world, mapLightship(world, site, []));
    const [person] = await listPersons(world.db, site);

    const other = await install(world, "Red Hook");
    const theirs = { installationId: other, locationId: null };
    const foreign = { installationId: other, connectionId: site.connectionId };
    const reads = [
      readMemberView(world.services, { ...theirs, memberId: idOf(world, ana) }),
      readPreview(world.services, { ...theirs, previewId }),
      readConnection(world.services, { ...theirs, connectionId: site.connectionId, problem: undefined }),
      readMapping(world.services, { ...theirs, connectionId: site.connectionId }),
      pauseConnection(world.services, { ...foreign, withdrawFuture: true }),
      resumeConnection(world.services, foreign),
      checkNow(world.services, foreign),
      saveSettings(world.services, {
        ...foreign,
        locationIds: [],
        syncEmail: true,
        syncPin: false,
        syncCards: false,
        randomPins: false,
        vendorWindows: true,
        leadMinutes: 0,
        lagMinutes: 0,
      }),
      dismissPreview(world.services, { installationId: other, previewId }),
      confirmPreview(world.services, { installationId: other, previewId, digest }),
      refreshMember(world.services, { installationId: other, memberId: idOf(world, ana) }),
      confirmPerson(world.services, {
        installationId: other,
        personId: person?.id as PersonId,
        vendorPersonId: null,
      }),
    ];
    for (const read of await Promise.allSettled(reads))
      expect(read).toMatchObject({ status: "rejected", reason: { kind: "not_found" } });

    expect((await readConnections(world.services, theirs)).connections).toEqual([]);
    expect((await overviewOf(world, { installationId: other })).connections).toEqual([]);
    const names = (await membersOf(world, foreign)).rows.map((row) => row.name);
    expect(names).not.toContain(ana);
    const activity = await readActivity(world.services, {
      ...theirs,
      query: { q: "", outcome: "all", page: 1 },
    });
    expect(JSON.stringify(activity)).not.toContain(ana);
    expect((await getPreview(world.db, { installationId: here, previewId }))?.state).toBe("open");
  });
});
