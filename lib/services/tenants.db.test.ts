import { sql } from "drizzle-orm";
import { afterAll, describe, expect, inject, test } from "vitest";
import { listPersons } from "@/db/queries/persons";
import { borrowDatabase } from "@/db/testing/borrow-database";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { applyPerson } from "./access/apply-person";
import { fireEdge } from "./access/fire-edge";
import { projectMembers } from "./access/project-members";
import { compareConnection } from "./access/reconcile-connection";
import { pauseConnection, resumeConnection } from "./connections/change-state";
import { checkNow } from "./connections/check-now";
import { confirmAccount, draftConnection, startOAuth } from "./connections/oauth";
import { refreshGroups } from "./connections/refresh-groups";
import { saveSettings } from "./connections/save-settings";
import { confirmLocations } from "./installations/confirm-locations";
import { confirmPreview } from "./mappings/confirm";
import { dismissPreview } from "./mappings/dismiss";
import { proposeChange } from "./mappings/propose";
import { refreshMember } from "./members/refresh";
import { confirmPerson } from "./people/confirm-person";
import { refreshDoors } from "./presence/refresh-doors";
import { savePresenceSettings } from "./presence/save";
import { lookAtConnection } from "./presence/tick";
import {
  at,
  book,
  businessId,
  confirmAllLocations,
  connect,
  createWorld,
  install,
  memberId,
  propose,
  ROOMS,
  resetLogs,
  resourceId,
  type World,
} from "./testing/world";

/** Everything of every table, but for leases and reads that only tell of having looked. */
async function contents(world: World): Promise<string> {
  const { rows } = await world.db.execute(sql`
    select table_name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`);
  const parts: unknown[] = [];
  for (const row of rows) {
    const name = String(row.table_name);
    const all = await world.db.execute(
      sql.raw(`select coalesce(json_agg(t order by t::text), '[]') as all from "${name}" t`),
    );
    parts.push([name, all.rows]);
  }
  return JSON.stringify(parts);
}

/** London with people and an open preview; New York, whose admin is the stranger. */
async function two() {
  const world = await createWorld({ database: await borrowDatabase(inject("cloneSource")) });
  const london = await install(world, "Rotherhithe");
  await confirmAllLocations(world, london);
  const connectionId = await connect(world, london);
  const site = { installationId: london, connectionId };
  const lightship = [
    { key: `resource:${resourceId(world, "Lightship")}`, groupIds: ROOMS.Lightship },
  ] as const;
  const first = await propose(world, { ...site, items: lightship });
  await confirmPreview(world.services, { ...site, ...first });
  await book(world, { who: "Ana Pereira", room: "Lightship", from: at(120), to: at(180) });
  const preview = await propose(world, { ...site, leadMinutes: 15 });
  const [person] = await listPersons(world.db, site);
  if (!person) throw new Error("nobody was made");
  const edge = world.runner.emitted.find((row) => row.name === "access/edge.armed");
  const stranger = await install(world, "Red Hook");
  resetLogs(world);
  return { world, site, preview, person, edgeId: String(edge?.data.edgeId), stranger };
}

type Crossing = Awaited<ReturnType<typeof two>>;

const crossings: readonly (readonly [string, (t: Crossing) => Promise<unknown>])[] = [
  ["confirmPreview", (t) => confirmPreview(t.world.services, { installationId: t.stranger, ...t.preview })],
  ["proposeChange", (t) => proposeChange(t.world.services, { ...theirs(t), leadMinutes: 60 })],
  ["startOAuth", (t) => startOAuth(t.world.services, theirs(t))],
  ["confirmAccount", (t) => confirmAccount(t.world.services, { ...theirs(t), yes: false })],
  ["pauseConnection", (t) => pauseConnection(t.world.services, { ...theirs(t), withdrawFuture: true })],
  ["resumeConnection", (t) => resumeConnection(t.world.services, theirs(t))],
  ["checkNow", (t) => checkNow(t.world.services, theirs(t))],
  [
    "saveSettings",
    (t) =>
      saveSettings(t.world.services, {
        ...theirs(t),
        locationIds: [String(businessId(t.world, "Red Hook"))],
        syncEmail: false,
        syncPin: false,
        syncCards: false,
        randomPins: false,
        vendorWindows: false,
        leadMinutes: 0,
        lagMinutes: 0,
      }),
  ],
  [
    "dismissPreview",
    (t) => dismissPreview(t.world.services, { installationId: t.stranger, previewId: t.preview.previewId }),
  ],
  [
    "refreshMember",
    (t) =>
      refreshMember(t.world.services, {
        installationId: t.stranger,
        memberId: String(memberId(t.world, "Ana Pereira")) as MemberId,
      }),
  ],
  [
    "confirmPerson",
    (t) =>
      confirmPerson(t.world.services, {
        installationId: t.stranger,
        personId: t.person.id,
        vendorPersonId: null,
      }),
  ],
  [
    "savePresenceSettings",
    (t) => savePresenceSettings(t.world.services, { ...theirs(t), onOpen: true, doors: [] }),
  ],
  ["refreshDoors", (t) => refreshDoors(t.world.services, theirs(t))],
  ["lookAtConnection", (t) => lookAtConnection(t.world.services, theirs(t))],
  ["refreshGroups", (t) => refreshGroups(t.world.services, theirs(t))],
  ["compareConnection", (t) => compareConnection(t.world.services, theirs(t))],
  [
    "applyPerson",
    (t) => applyPerson(t.world.services, { ...theirs(t), personId: t.person.id, cause: "crossing" }),
  ],
  ["fireEdge", (t) => fireEdge(t.world.services, { ...theirs(t), personId: t.person.id, edgeId: t.edgeId })],
  [
    "projectMembers",
    (t) =>
      projectMembers(t.world.services, {
        installationId: t.stranger,
        memberIds: [String(t.world.nexudus.api.rows("Coworker")[0]?.Id) as never],
        cause: "crossing",
        force: true,
      }),
  ],
  [
    "confirmLocations",
    (t) =>
      confirmLocations(t.world.services, {
        installationId: t.stranger,
        locations: [
          { id: String(businessId(t.world, "Rotherhithe")), zone: "Europe/Madrid", dayChangeHour: 5 },
        ],
      }),
  ],
  [
    "draftConnection",
    (t) =>
      draftConnection(t.world.services, {
        installationId: t.stranger,
        vendor: "akiles",
        locationIds: [String(businessId(t.world, "Rotherhithe"))],
      }),
  ],
];

const theirs = (
  t: Crossing,
): { installationId: InstallationId; connectionId: Crossing["site"]["connectionId"] } => ({
  installationId: t.stranger,
  connectionId: t.site.connectionId,
});

// One world for all cases: each leaves it as it found it, which is what each of them proves.
const tenants = await two();
afterAll(() => tenants.world.close());

describe("another installation's ids are as good as unknown ones", () => {
  test.each(crossings)("%s changes nothing and calls nobody", async (_, cross) => {
    const before = await contents(tenants.world);
    const answer = await cross(tenants).catch((error: unknown) => error);
    expect(await contents(tenants.world)).toBe(before);
    expect(tenants.world.akiles.api.requests.read().total).toBe(0);
    expect(tenants.world.runner.queue).toEqual([]);
    expect(JSON.stringify(answer ?? "done")).toMatch(/not_found|validation|unknown|skipped|stale|"people":0/);
  });
});

test("a person of one connection is not applied through another of the same installation", async () => {
  const { world, site, person } = tenants;
  const second = await connect(world, site.installationId);
  resetLogs(world);
  const before = await contents(world);
  const answer = await applyPerson(world.services, {
    installationId: site.installationId,
    connectionId: second,
    personId: person.id,
    cause: "mixed up",
  });
  expect(answer.status).toBe("skipped");
  expect(await contents(world)).toBe(before);
});
