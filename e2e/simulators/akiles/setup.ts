import type {
  DeviceRow,
  GadgetRow,
  GroupRow,
  OrganizationRow,
  Range,
  Rule,
  ScheduleRow,
  SiteRow,
} from "./model";
import type { World } from "./world";

/** What the staff of a space sets up in the vendor's panel, and the API only reads. */

export function addOrganization(world: World, name: string, id?: string): OrganizationRow {
  const row = world.base("", "org", {}, id);
  return world.put("organizations", { ...row, organization_id: row.id, name });
}

export function addSite(
  world: World,
  of: { org: string; name: string; timezone: string; id?: string },
): SiteRow {
  const site = world.put("sites", {
    ...world.base(of.org, "site", {}, of.id),
    name: of.name,
    timezone: of.timezone,
  });
  world.remember(site, null, { kind: "site", timezone: site.timezone }, "site set up");
  return site;
}

export function setTimezone(world: World, site: SiteRow, timezone: string): void {
  site.timezone = timezone;
  world.remember(site, null, { kind: "site", timezone }, "site time zone changed");
}

/** A door with a device of its own, named `<id>_device` in the seed. */
export function addGadget(
  world: World,
  of: { org: string; siteId: string; name: string; id?: string },
): GadgetRow {
  const device: DeviceRow = world.put("devices", {
    ...world.base(of.org, "dev", {}, of.id === undefined ? undefined : of.id.replace(/^gad_/, "dev_")),
    site_id: of.siteId,
    name: `${of.name} controller`,
    online: true,
  });
  const gadget = world.put("gadgets", {
    ...world.base(of.org, "gad", {}, of.id),
    site_id: of.siteId,
    device_id: device.id,
    name: of.name,
    actions: [{ id: "open", name: "Open" }],
  });
  world.remember(
    gadget,
    null,
    { kind: "gadget", deleted: false, siteId: gadget.site_id, deviceId: device.id },
    "door set up",
  );
  return gadget;
}

export function addSchedule(
  world: World,
  of: { org: string; name: string; weekdays: { ranges: Range[] }[]; id?: string },
): ScheduleRow {
  const schedule = world.put("schedules", {
    ...world.base(of.org, "sch", {}, of.id),
    name: of.name,
    weekdays: of.weekdays,
  });
  world.remember(
    schedule,
    null,
    { kind: "schedule", deleted: false, weekdays: of.weekdays },
    "schedule set up",
  );
  return schedule;
}

/** A rule with what is left out filled in: no site, door, action or schedule = all of them. */
export const rule = (part: Partial<Rule>): Rule => ({
  site_id: null,
  gadget_id: null,
  action_id: null,
  schedule_id: null,
  presence: "none",
  ...part,
});

function rememberGroup(world: World, group: GroupRow, cause: string): void {
  world.remember(
    group,
    null,
    { kind: "group", deleted: group.is_deleted, name: group.name, rules: group.permissions },
    cause,
  );
}

export function addGroup(
  world: World,
  of: { org: string; name: string; permissions: Partial<Rule>[]; id?: string },
): GroupRow {
  const group = world.put("groups", {
    ...world.base(of.org, "mg", {}, of.id),
    name: of.name,
    permissions: of.permissions.map(rule),
  });
  rememberGroup(world, group, "group created by staff");
  world.logEvent({ organizationId: of.org, via: "staff" }, "create", {
    type: "member_group",
    ids: { member_group_id: group.id },
  });
  return group;
}

export function changeGroup(
  world: World,
  group: GroupRow,
  to: { name?: string; permissions?: Partial<Rule>[]; is_deleted?: boolean },
): GroupRow {
  if (to.name !== undefined) group.name = to.name;
  if (to.permissions !== undefined) group.permissions = to.permissions.map(rule);
  if (to.is_deleted !== undefined) group.is_deleted = to.is_deleted;
  const verb = to.is_deleted === true ? "delete" : "edit";
  rememberGroup(world, group, `group ${verb === "edit" ? "changed" : "deleted"} by staff`);
  world.logEvent({ organizationId: group.organization_id, via: "staff" }, verb, {
    type: "member_group",
    ids: { member_group_id: group.id },
  });
  return group;
}
