import { z } from "zod";
import { parseBody, uniqueIds } from "./fields";
import type { UserRow } from "./model";
import { invalid } from "./problem";
import { changeUser } from "./users";
import type { World } from "./world";

const change = z.strictObject({ add: uniqueIds.optional(), remove: uniqueIds.optional() });

/** Adds and removes groups of one person. Whether a repeat is refused is a switch, for it is not documented. */
export function changeGroups(world: World, user: UserRow, add: number[], remove: number[]): void {
  for (const id of [...add, ...remove]) world.find("groups", user.orgId, id);
  if (world.switches.redundantMembership === "refused") {
    if (add.some((id) => user.groupIds.includes(id))) throw invalid("User is already in group.");
    if (remove.some((id) => !user.groupIds.includes(id))) throw invalid("User is not in group.");
  }
  changeUser(world, user, `groups changed`, () => {
    user.groupIds = [...new Set([...user.groupIds.filter((id) => !remove.includes(id)), ...add])];
  });
}

export function patchUserGroups(world: World, user: UserRow, body: unknown): void {
  const { add = [], remove = [] } = parseBody(change, body);
  changeGroups(world, user, add, remove);
}

export function putUserGroups(world: World, user: UserRow, body: unknown): void {
  const { groupIds } = parseBody(z.strictObject({ groupIds: uniqueIds }), body);
  for (const id of groupIds) world.find("groups", user.orgId, id);
  changeUser(world, user, "groups replaced", () => {
    user.groupIds = groupIds;
  });
}

export function patchGroupUsers(world: World, orgId: number, groupId: number, body: unknown): void {
  world.find("groups", orgId, groupId);
  const { add = [], remove = [] } = parseBody(change, body);
  const users = [...add, ...remove].map((id) => world.find("users", orgId, id));
  for (const user of users)
    changeGroups(
      world,
      user,
      add.includes(user.id) ? [groupId] : [],
      remove.includes(user.id) ? [groupId] : [],
    );
}

export function putGroupUsers(world: World, orgId: number, groupId: number, body: unknown): void {
  world.find("groups", orgId, groupId);
  const { userIds } = parseBody(z.strictObject({ userIds: uniqueIds }), body);
  for (const id of userIds) world.find("users", orgId, id);
  for (const user of world.rows("users", orgId)) {
    const [is, shall] = [user.groupIds.includes(groupId), userIds.includes(user.id)];
    if (is !== shall) changeGroups(world, user, shall ? [groupId] : [], shall ? [] : [groupId]);
  }
}

const zoneUser = z.strictObject({ zoneId: z.number().int(), scheduleId: z.number().int().nullable() });

export function putZoneUsers(world: World, user: UserRow, body: unknown): void {
  const zones = parseBody(z.array(zoneUser), body);
  for (const { zoneId } of zones) world.find("zones", user.orgId, zoneId);
  changeUser(world, user, "direct zones replaced", () => {
    user.zoneUsers = zones;
  });
}

/** The plain form of the above: zones without schedules. */
export function putZoneIds(world: World, user: UserRow, body: unknown): void {
  const { zoneIds } = parseBody(z.strictObject({ zoneIds: z.array(z.number().int()) }), body);
  putZoneUsers(
    world,
    user,
    zoneIds.map((zoneId) => ({ zoneId, scheduleId: null })),
  );
}

export function putSiteIds(world: World, user: UserRow, body: unknown): void {
  const { siteIds } = parseBody(z.strictObject({ siteIds: uniqueIds }), body);
  for (const id of siteIds) world.find("sites", user.orgId, id);
  changeUser(world, user, "direct sites replaced", () => {
    user.siteIds = siteIds;
  });
}
