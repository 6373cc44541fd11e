import type { Weekdays } from "../kit/weekly";
import { createGroup, rememberGroup } from "./groups";
import type { AccountRow, AdminRow, CustomFieldRow, DoorRow, GroupRow, ScheduleRow, SiteRow } from "./model";
import type { World } from "./world";

/** What the staff of a space sets up in the vendor's panel, and the API only reads. */

export function addAccount(world: World, of: { name: string; id?: number; passes?: number }): AccountRow {
  const base = world.base(0, of.id);
  return world.put("accounts", {
    ...base,
    account: base.id,
    name: of.name,
    passesAllotted: of.passes ?? 500,
  });
}

export function addAdmin(
  world: World,
  of: { account: number; firstName: string; lastName: string; configuresAccount: boolean; id?: number },
): AdminRow {
  const base = world.base(of.account, of.id);
  const { firstName, lastName, configuresAccount } = of;
  // The username of an administrator is its number.
  const username = String(base.id);
  const email = `${firstName.toLowerCase()}@harbour-works.example`;
  return world.put("admins", { ...base, username, firstName, lastName, email, configuresAccount });
}

export function addSite(
  world: World,
  of: { account: number; name: string; timeZone: string; id?: number },
): SiteRow {
  const { name, timeZone } = of;
  const site = world.put("sites", { ...world.base(of.account, of.id), name, timeZone });
  world.remember(`site:${site.id}`, null, { kind: "site", timeZone }, "site set up", 0);
  return site;
}

/** A door with a panel of its own, whose number is one higher in the seed. */
export function addDoor(
  world: World,
  of: { account: number; siteId: number; name: string; activationEnabled?: boolean; id?: number },
): DoorRow {
  const panel = world.put("panels", {
    ...world.base(of.account, of.id === undefined ? undefined : of.id + 1),
    name: `${of.name} panel`,
    online: true,
  });
  const { siteId, name, activationEnabled = true } = of;
  const base = world.base(of.account, of.id);
  const door = world.put("doors", { ...base, name, siteId, panelId: panel.id, activationEnabled });
  const cause = "door set up";
  world.remember(`door:${door.id}`, null, { kind: "door", siteId, panelId: panel.id }, cause, 0);
  return door;
}

export function addSchedule(
  world: World,
  of: { account: number; name: string; weekdays: Weekdays; id?: number },
): ScheduleRow {
  const { name, weekdays } = of;
  const schedule = world.put("schedules", { ...world.base(of.account, of.id), name, weekdays });
  world.remember(`schedule:${schedule.id}`, null, { kind: "schedule", weekdays }, "schedule set up", 0);
  return schedule;
}

export const addCustomField = (
  world: World,
  of: { account: number; name: string; type: CustomFieldRow["type"]; id?: number },
): CustomFieldRow =>
  world.put("customFields", { ...world.base(of.account, of.id), name: of.name, type: of.type });

/** A group with doors; no schedule = at all hours. */
export function addGroup(
  world: World,
  of: {
    account: number;
    name: string;
    doors: readonly number[];
    scheduleId?: number;
    hidden?: boolean;
    id?: number;
  },
): GroupRow {
  const permissions = of.doors.map((doorId) => ({ doorId, scheduleId: of.scheduleId ?? null }));
  const { name, hidden = false } = of;
  const id = of.id === undefined ? {} : { id: of.id };
  return createGroup(world, of.account, { name, permissions, hidden, ...id }, "staff");
}

export function changeGroup(
  world: World,
  group: GroupRow,
  to: { name?: string; doors?: readonly number[] },
): GroupRow {
  if (to.name !== undefined) group.name = to.name;
  if (to.doors !== undefined) group.permissions = to.doors.map((doorId) => ({ doorId, scheduleId: null }));
  world.dirty = true;
  rememberGroup(world, group, "group changed by staff");
  return group;
}

export function removeGroup(world: World, group: GroupRow): void {
  rememberGroup(world, group, "group deleted by staff", true);
  for (const row of world.rows("memberships", group.account))
    if (row.groupId === group.id) world.remove("memberships", row.id);
  world.remove("groups", group.id);
}
