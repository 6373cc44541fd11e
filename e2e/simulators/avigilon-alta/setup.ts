import type { EntryRow, GroupRow, IdentityRow, Region, SiteRow, UserRow, ZoneRow } from "./model";
import { createUser } from "./users";
import type { World } from "./world";

/** What the staff of a space sets up in the vendor's portal, and the API only reads. Ids are given by the seed only. */

const idOr = (world: World, id: number | undefined) => id ?? world.nextId();

/** An organization with its own pool of local identities. */
export function addOrg(world: World, of: { name: string; region?: Region; id?: number }): number {
  const id = idOr(world, of.id);
  const region = of.region ?? "global";
  world.put("orgs", { id, name: of.name, region });
  world.put("namespaces", { id: world.nextId(), nickname: `org:${id}`, region, kind: "local" });
  for (const format of [
    { code: "raw64", name: "Raw 64-bit", numBits: 64, fields: [] },
    { code: "prox26std", name: "Standard 26-bit (H10301)", numBits: 26, fields: ["facilityCode", "cardId"] },
  ])
    world.put("cardFormats", { id: 5000 + (world.nextId() % 4000), orgId: id, ...format });
  return id;
}

export function addSite(
  world: World,
  of: { orgId: number; name: string; timezone: string; id?: number },
): SiteRow {
  return world.put("sites", { ...of, id: idOr(world, of.id) });
}

/** A door with a zone of its own. */
export function addEntry(
  world: World,
  of: { orgId: number; siteId: number; name: string; id?: number; isRemoteUnlockAllowed?: boolean },
): EntryRow {
  const zone: ZoneRow = world.put("zones", {
    id: world.nextId(),
    orgId: of.orgId,
    siteId: of.siteId,
    name: of.name,
  });
  world.remember(
    `zone:${zone.id}`,
    null,
    { kind: "zone", siteId: zone.siteId, name: zone.name },
    "zone set up",
  );
  const entry = world.put("entries", {
    id: idOr(world, of.id),
    orgId: of.orgId,
    zoneId: zone.id,
    name: of.name,
    isRemoteUnlockAllowed: of.isRemoteUnlockAllowed ?? true,
    isOnline: true,
  });
  rememberEntry(world, entry, "door set up");
  return entry;
}

export function rememberEntry(world: World, entry: EntryRow, cause: string): void {
  const { zoneId, isRemoteUnlockAllowed, isOnline } = entry;
  world.remember(
    `entry:${entry.id}`,
    null,
    { kind: "entry", zoneId, isRemoteUnlockAllowed, isOnline },
    cause,
  );
}

export function addGroup(
  world: World,
  of: { orgId: number; name: string; entryIds: readonly number[]; id?: number },
): GroupRow {
  const zoneIds = of.entryIds.map((id) => world.find("entries", of.orgId, id).zoneId);
  const group = world.put("groups", {
    id: idOr(world, of.id),
    orgId: of.orgId,
    name: of.name,
    description: null,
    zoneIds,
  });
  world.remember(`group:${group.id}`, null, { kind: "group", name: group.name, zoneIds }, "group set up");
  return group;
}

/** Deletes a group: nobody is in it any more. */
export function dropGroup(world: World, group: GroupRow): void {
  world.remember(`group:${group.id}`, null, { kind: "gone" }, "group deleted");
  for (const user of world.rows("users", group.orgId))
    user.groupIds = user.groupIds.filter((id) => id !== group.id);
  world.drop("groups", group.id);
}

export interface Account {
  readonly user: UserRow;
  readonly identity: IdentityRow;
}

/** A person who may use the API: a service account. Its scopes default to all that the API knows. */
export function addAccount(
  world: World,
  of: { orgId: number; email: string; password: string; scope?: readonly string[]; totpCode?: string },
): Account {
  const user = createUser(world, of.orgId, {
    identity: { email: of.email, firstName: "Service", lastName: "Account" },
  });
  const identity = world.get("identities", user.identityId);
  if (!identity) throw new Error("no identity was made");
  identity.password = of.password;
  identity.totpCode = of.totpCode ?? null;
  user.scope = [...(of.scope ?? ["user:w", "site:r", "rpt:r", "outboundWebhooks:w"])];
  return { user, identity };
}
