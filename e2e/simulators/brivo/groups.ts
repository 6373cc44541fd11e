import type { GroupRow, UserRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { World } from "./world";

/** Groups of one user, hidden ones counted. */
const GROUPS_MAX = 16;
const NAME_MAX = 35;

const linkOf = (world: World, account: number, groupId: number, userId: number) =>
  world.rows("memberships", account).find((m) => m.groupId === groupId && m.userId === userId);

export function groupIdsOf(world: World, account: number, userId: number): number[] {
  return world
    .rows("memberships", account)
    .filter((m) => m.userId === userId)
    .map((m) => m.groupId);
}

export function createGroup(
  world: World,
  account: number,
  of: { name: string; permissions?: GroupRow["permissions"]; hidden?: boolean; id?: number },
  by: string,
): GroupRow {
  if (of.name.length > NAME_MAX) throw invalid(`name must not exceed ${NAME_MAX} characters`);
  const { name, permissions = [], hidden = false } = of;
  const group = world.put("groups", { ...world.base(account, of.id), name, permissions, hidden });
  rememberGroup(world, group, `group made by ${by}`);
  return group;
}

export function rememberGroup(world: World, group: GroupRow, cause: string, deleted = false): void {
  const { name, permissions } = group;
  world.remember(`group:${group.id}`, null, { kind: "group", deleted, name, permissions }, cause);
}

function link(world: World, group: GroupRow, user: UserRow, by: string): void {
  world.put("memberships", { ...world.base(group.account), groupId: group.id, userId: user.id });
  const now = { kind: "membership", present: true, groupId: group.id } as const;
  world.remember(`member:${group.id}:${user.id}`, user.id, now, `put into "${group.name}" by ${by}`);
}

function unlink(world: World, group: GroupRow, user: UserRow, by: string): void {
  const row = linkOf(world, group.account, group.id, user.id);
  if (row) world.remove("memberships", row.id);
  const now = { kind: "membership", present: false, groupId: group.id } as const;
  world.remember(`member:${group.id}:${user.id}`, user.id, now, `taken out of "${group.name}" by ${by}`);
}

/** PUT of one membership. Errors: 404; 400 at the seventeenth group, and for a repeat where so switched. */
export function join(world: World, account: number, groupId: string, userId: string, by: string): void {
  const group = world.find("groups", account, groupId);
  const user = world.find("users", account, userId);
  if (linkOf(world, account, group.id, user.id)) {
    if (world.switches.repeatedJoin === 400) throw invalid("User is already a member of the group");
    return;
  }
  if (groupIdsOf(world, account, user.id).length >= GROUPS_MAX)
    throw invalid(`User cannot belong to more than ${GROUPS_MAX} groups`);
  link(world, group, user, by);
}

export function leave(world: World, account: number, groupId: string, userId: string, by: string): void {
  const group = world.find("groups", account, groupId);
  const user = world.find("users", account, userId);
  if (!linkOf(world, account, group.id, user.id)) {
    const status = world.switches.repeatedLeave;
    if (status === 204) return;
    throw new ApiProblem(status, "User is not a member of the group");
  }
  unlink(world, group, user, by);
}

/** All or nothing: adds that are there and removes that are not are passed over; over the limit nothing changes. */
export function changeGroups(
  world: World,
  account: number,
  userId: string,
  change: { readonly add: readonly number[]; readonly remove: readonly number[] },
  by: string,
): void {
  const user = world.find("users", account, userId);
  const groups = (ids: readonly number[]) => ids.map((id) => world.find("groups", account, id));
  const [adds, removes] = [groups(change.add), groups(change.remove)];
  const now = new Set(groupIdsOf(world, account, user.id));
  const after = new Set(now);
  for (const group of removes) after.delete(group.id);
  for (const group of adds) after.add(group.id);
  if (after.size > GROUPS_MAX) throw invalid(`User cannot belong to more than ${GROUPS_MAX} groups`);
  for (const group of removes) if (now.has(group.id) && !after.has(group.id)) unlink(world, group, user, by);
  for (const group of adds) if (!now.has(group.id)) link(world, group, user, by);
}
