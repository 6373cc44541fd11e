import type { Weekdays } from "../kit/weekly";
import type {
  AccessGroupRow,
  DelegationRow,
  DoorMode,
  DoorRow,
  PanelRow,
  RoleRow,
  ScheduleRow,
} from "./model";
import type { World } from "./world";

/** What the staff of a space sets up in the vendor's own pages, and the API only reads. */

export function setTimezone(world: World, timezone: string): void {
  world.state.timezone = timezone;
  world.remember("zone", null, { kind: "zone", timezone }, "server's time zone set");
}

export function addPanel(world: World, of: { cn?: string; name: string }): PanelRow {
  const row = world.put("panels", { ...world.entry(of.cn), name: of.name, online: true });
  world.remember(row.cn, null, { kind: "panel", online: true }, "panel set up");
  return row;
}
export function setPanelOnline(world: World, panel: PanelRow, online: boolean): void {
  if (panel.online === online) return;
  panel.online = online;
  world.remember(panel.cn, null, { kind: "panel", online }, `panel ${online ? "back" : "offline"}`);
}

export function addDoor(
  world: World,
  of: { cn?: string; name: string; panel: string; mode?: DoorMode },
): DoorRow {
  const row = world.put("doors", {
    ...world.entry(of.cn),
    name: of.name,
    panel: of.panel,
    mode: of.mode ?? "card_or_pin",
  });
  world.remember(row.cn, null, { kind: "door", mode: row.mode }, "door set up");
  return row;
}

export function addSchedule(
  world: World,
  of: { cn?: string; name: string; weekdays: Weekdays },
): ScheduleRow {
  const row = world.put("schedules", { ...world.entry(of.cn), name: of.name, weekdays: of.weekdays });
  world.remember(row.cn, null, { kind: "schedule", weekdays: of.weekdays }, "schedule set up");
  return row;
}

export function addAccessGroup(
  world: World,
  of: { cn?: string; name: string; doors: string[]; schedule?: string | null },
): AccessGroupRow {
  const { name, doors } = of;
  const schedule = of.schedule ?? null;
  const row = world.put("accessGroups", { ...world.entry(of.cn), name, doors, schedule });
  world.remember(row.cn, null, { kind: "accessGroup", name, doors, schedule }, "access group set up");
  return row;
}

export function addDelegation(
  world: World,
  of: { cn?: string; name: string; rights: string[] },
): DelegationRow {
  return world.put("delegations", { ...world.entry(of.cn), name: of.name, rights: of.rights });
}

export type RoleFields = Partial<
  Pick<RoleRow, "name" | "startsAt" | "stopsAt" | "installed" | "accessGroups" | "delegations">
>;
export function addRole(world: World, of: RoleFields & { cn?: string; name: string }): RoleRow {
  const row = world.put("roles", {
    ...world.entry(of.cn),
    name: of.name,
    startsAt: of.startsAt ?? null,
    stopsAt: of.stopsAt ?? null,
    installed: of.installed ?? true,
    accessGroups: of.accessGroups ?? [],
    delegations: of.delegations ?? [],
  });
  world.rememberRole(row, "role set up");
  return row;
}
export function changeRole(world: World, row: RoleRow, to: RoleFields): RoleRow {
  Object.assign(row, to);
  world.rememberRole(row, "role changed by staff");
  return row;
}
export function deleteRole(world: World, row: RoleRow): void {
  delete world.state.tables.roles[row.cn];
  for (const person of world.rows("identities"))
    person.roles = person.roles.filter((role) => role !== row.cn);
  world.rememberRole(row, "role deleted by staff", true);
}
