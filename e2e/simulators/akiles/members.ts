import { type Body, metadataField, nameField, textField, windowFields } from "./fields";
import type { MemberRow } from "./model";
import { invalid, notFound } from "./problem";
import { removeCredentials } from "./sub-objects";
import type { Actor, World } from "./world";

const HOUR_MS = 3_600_000;
const CLEAN_UP_AFTER_MS = 48 * HOUR_MS;

function remember(world: World, member: MemberRow, cause: string, at?: number): void {
  world.remember(
    member,
    member.id,
    { kind: "member", deleted: member.is_deleted, starts: member.starts_at, ends: member.ends_at },
    cause,
    at,
  );
}

const event = (member: MemberRow) => ({ type: "member", ids: { member_id: member.id } });

/** Makes a member. Errors: 400 without a name or with bad windows or metadata. */
export function createMember(world: World, actor: Actor, body: Body): MemberRow {
  const name = nameField(body);
  if (name === undefined) throw invalid("name is required", { field: "name" });
  const fields = {
    name,
    language: textField(body, "language") ?? null,
    ...windowFields(body),
    end_set_at: world.nowMs(),
  };
  const member = world.put("members", {
    ...world.base(actor.organizationId, "mem", metadataField(body)),
    ...fields,
  });
  remember(world, member, `member created by ${actor.via}`);
  world.logEvent(actor, "create", event(member));
  return member;
}

/** PATCH: absent fields stay, null clears; `is_deleted: false` restores, anything else about it is 400. */
export function patchMember(world: World, actor: Actor, id: string, body: Body): MemberRow {
  const member = world.find("members", actor.organizationId, id);
  const restores = body.is_deleted === false && member.is_deleted;
  if (body.is_deleted !== undefined && typeof body.is_deleted !== "boolean") {
    throw invalid("is_deleted must be a boolean", { field: "is_deleted" });
  }
  if (member.is_deleted && !restores) throw notFound("member");
  const next = {
    name: nameField(body) ?? member.name,
    language: body.language === null ? null : (textField(body, "language") ?? member.language),
    metadata: metadataField(body, member.metadata),
    ...windowFields(body, member),
  };
  if (restores || next.ends_at !== member.ends_at) member.end_set_at = world.nowMs();
  Object.assign(member, next);
  if (restores) {
    member.is_deleted = false;
    if (!world.switches.restoreKeepsCredentials) removeCredentials(world, actor, member.id);
  }
  world.dirty = true;
  remember(world, member, `member ${restores ? "restored" : "changed"} by ${actor.via}`);
  world.logEvent(actor, "edit", event(member));
  if (body.is_deleted === true) return deleteMember(world, actor, id);
  return member;
}

export function deleteMember(world: World, actor: Actor, id: string, at?: number): MemberRow {
  const member = world.live("members", actor.organizationId, id);
  member.is_deleted = true;
  remember(world, member, `member deleted by ${actor.via}`, at);
  world.logEvent(actor, "delete", event(member));
  return member;
}

/** When the vendor will clean this member up, or null. */
function cleanUpAt(
  world: World,
  member: MemberRow,
  associationEnds: readonly (number | null)[],
): number | null {
  const { autoDelete } = world.switches;
  if (autoDelete === "off" || member.is_deleted) return null;
  const ends: number[] = member.ends_at === null ? [] : [member.ends_at];
  if (autoDelete === "member_or_associations" && associationEnds.length > 0) {
    const known = associationEnds.filter((end) => end !== null);
    if (known.length === associationEnds.length) ends.push(Math.max(...known));
  }
  if (ends.length === 0) return null;
  return Math.max(Math.min(...ends), member.end_set_at) + CLEAN_UP_AFTER_MS;
}

/**
 * Deletes members whose access ended 48 h ago, each at the instant it fell due. Called before every
 * request, so that nobody can see a member that should be gone.
 */
export function cleanUpExpired(world: World): void {
  const now = world.nowMs();
  const ends = new Map<string, (number | null)[]>();
  if (world.switches.autoDelete === "member_or_associations") {
    for (const a of Object.values(world.state.tables.associations)) {
      if (!a.is_deleted) ends.set(a.member_id, [...(ends.get(a.member_id) ?? []), a.ends_at]);
    }
  }
  const due: { member: MemberRow; at: number }[] = [];
  for (const member of Object.values(world.state.tables.members)) {
    const at = cleanUpAt(world, member, ends.get(member.id) ?? []);
    if (at !== null && at <= now) due.push({ member, at });
  }
  due.sort((a, b) => a.at - b.at);
  for (const { member, at } of due) {
    deleteMember(world, { organizationId: member.organization_id, via: "system" }, member.id, at);
  }
}
