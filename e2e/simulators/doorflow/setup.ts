import type {
  AccountRow,
  ChannelRow,
  CredentialTypeRow,
  GroupRow,
  RoleRow,
  ShiftRow,
  SiteRow,
  Way,
} from "./model";
import { learn } from "./sync";
import type { World } from "./world";

/** What the staff of a space sets up in DoorFlow's web app, and the API only reads. */

export function addAccount(world: World, name: string, timezone: string, id = world.hashId()): AccountRow {
  return world.put("accounts", { ...world.base(id, id), name, timezone });
}

export function addSite(
  world: World,
  of: { account: string; name: string; timezone: string; id?: string },
): SiteRow {
  const { name, timezone } = of;
  const site = world.put("sites", { ...world.base(of.account, of.id), name, timezone });
  world.remember(site, null, { kind: "site", timezone }, "site set up");
  return site;
}

/** A door. It knows from the start what there is. */
export function addChannel(
  world: World,
  of: { account: string; site: string; name: string; id?: string },
): ChannelRow {
  const channel = world.put("channels", {
    ...world.base(of.account, of.id),
    site_id: of.site,
    name: of.name,
    online: true,
    missed: null,
    synced_at: null,
  });
  world.remember(channel, null, { kind: "channel", gone: false, siteId: of.site }, "door set up");
  learn(world, channel, world.nowMs(), world.lastSeq);
  return channel;
}

export function addShift(
  world: World,
  of: { account: string; name: string; weekdays: ShiftRow["weekdays"]; id?: string },
): ShiftRow {
  const { name, weekdays } = of;
  const shift = world.put("shifts", { ...world.base(of.account, of.id), name, weekdays });
  world.remember(shift, null, { kind: "shift", weekdays }, "shift set up");
  return shift;
}

export function addRole(
  world: World,
  of: { account: string; name: string; channels: string[]; shift?: string | null; id?: string },
): RoleRow {
  const { name, channels } = of;
  const role = world.put("roles", {
    ...world.base(of.account, of.id),
    name,
    shift_id: of.shift ?? null,
    channel_ids: channels,
  });
  rememberRole(world, role, "role set up");
  return role;
}

export function changeRole(world: World, role: RoleRow, channels: string[]): RoleRow {
  role.channel_ids = channels;
  rememberRole(world, role, "role changed by staff");
  return role;
}

function rememberRole(world: World, role: RoleRow, cause: string): void {
  const { name, channel_ids: channels, shift_id: shiftId, deleted: gone } = role;
  world.remember(role, null, { kind: "role", gone, name, channels, shiftId }, cause);
}

export function addGroup(
  world: World,
  of: { account: string; name: string; roles: string[]; dynamic?: boolean; id?: string },
): GroupRow {
  const group = world.put("groups", {
    ...world.base(of.account, of.id),
    name: of.name,
    notes: null,
    global_across_sites: false,
    role_ids: of.roles,
    dynamic: of.dynamic ?? false,
  });
  rememberGroup(world, group, "group created by staff");
  return group;
}

export function changeGroup(
  world: World,
  group: GroupRow,
  to: { name?: string; roles?: string[]; deleted?: boolean },
): GroupRow {
  if (to.name !== undefined) group.name = to.name;
  if (to.roles !== undefined) group.role_ids = to.roles;
  if (to.deleted !== undefined) group.deleted = to.deleted;
  group.updated_at = world.nowMs();
  rememberGroup(world, group, group.deleted ? "group deleted by staff" : "group changed by staff");
  return group;
}

function rememberGroup(world: World, group: GroupRow, cause: string): void {
  const { name, role_ids: roles, deleted: gone } = group;
  world.remember(group, null, { kind: "group", gone, name, roles }, cause);
}

export function addCredentialType(
  world: World,
  of: { account: string; label: string; slug: string; code: number | null; way: Way; id?: string },
): CredentialTypeRow {
  const { label, slug, code, way } = of;
  return world.put("credentialTypes", { ...world.base(of.account, of.id), label, slug, code, way });
}
