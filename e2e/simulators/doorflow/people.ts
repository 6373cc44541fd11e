import { checkCredential, saveCredential } from "./credentials";
import { type Body, idsField, instantField, textField } from "./fields";
import { deactivate, deleteGroupReservation, replaceGroups } from "./group-reservations";
import type { PersonRow } from "./model";
import { refused } from "./problem";
import { rememberCredential, rememberPerson } from "./remember";
import type { World } from "./world";

/** Text fields that are kept and shown, and mean nothing to the doors. */
export const TEXT_FIELDS = [
  "salutation",
  "job_title",
  "department",
  "telephone",
  "mobile",
  "notes",
  "barcode",
  "custom_1",
  "custom_2",
  "custom_3",
  "custom_4",
  "custom_5",
] as const;

/** POST /people, with a flat body. Errors: 422 with what is wrong, by field; nothing is kept then. */
export function createPerson(world: World, accountId: string, body: Body, cause: string): PersonRow {
  const blank: PersonRow = {
    ...world.base(accountId),
    first_name: "",
    last_name: "",
    email: null,
    system_id: null,
    enabled: true,
    valid_from: null,
    valid_to: null,
    texts: {},
    groups: [],
    roles: [],
  };
  return write(world, blank, body, cause);
}

/** PUT /people/{id}: what is not named stays; a list of groups replaces the whole of it. */
export function updatePerson(world: World, person: PersonRow, body: Body, cause: string): PersonRow {
  return write(world, { ...person, texts: { ...person.texts } }, body, cause);
}

function write(world: World, next: PersonRow, body: Body, cause: string): PersonRow {
  for (const field of ["first_name", "last_name"] as const) {
    const name = textField(body, field);
    if (name !== undefined) next[field] = name ?? "";
    if (next[field].trim() === "") throw refused({ [field]: ["can't be blank"] });
  }
  const email = textField(body, "email");
  if (email !== undefined) next.email = email === "" ? null : email;
  const systemId = textField(body, "system_id");
  if (systemId !== undefined) next.system_id = systemId;
  if (body.enabled !== undefined) {
    if (typeof body.enabled !== "boolean") throw refused({ enabled: ["is invalid"] });
    next.enabled = body.enabled;
  }
  const from = instantField(body, "valid_from");
  if (from !== undefined) next.valid_from = from;
  const until = instantField(body, "valid_to");
  if (until !== undefined) next.valid_to = until;
  for (const field of TEXT_FIELDS) {
    const text = textField(body, field);
    if (text !== undefined) next.texts[field] = text;
  }
  checkUnique(world, next);
  const groups = idsField(body, "group_ids");
  const roles = idsField(body, "role_ids");
  const known = new Map(world.rows("groups", next.account_id).map((group) => [group.id, group]));
  if (groups?.some((id) => !known.has(id))) throw refused({ group_ids: ["Not found for this account"] });
  if (roles?.some((id) => !world.rows("roles", next.account_id).some((role) => role.id === id)))
    throw refused({ role_ids: ["Not found for this account"] });

  // One bad value rejects the whole of it.
  const slugs = slugValues(world, next, body);
  for (const [typeId, value] of slugs) checkCredential(world, next, typeId, value);
  if (roles) next.roles = roles;
  next.updated_at = world.nowMs();
  const row = world.put("people", Object.assign(world.state.tables.people[next.id] ?? next, next));
  // A directory fills its own groups again: what was assigned to them does not last.
  if (groups)
    replaceGroups(
      world,
      row,
      groups.filter((id) => known.get(id)?.dynamic !== true),
    );
  rememberPerson(world, row, cause);
  for (const [typeId, value] of slugs) saveCredential(world, row, typeId, value, cause);
  return row;
}

function slugValues(world: World, person: PersonRow, body: Body): [string, string][] {
  return world.rows("credentialTypes", person.account_id).flatMap((type): [string, string][] => {
    const value = textField(body, type.slug);
    return value === undefined || value === null || type.way === "mobile" ? [] : [[type.id, value]];
  });
}

function checkUnique(world: World, person: PersonRow): void {
  const { deletedKeepsEmail, systemIdUnique } = world.switches;
  const others = Object.values(world.state.tables.people).filter(
    (other) => other.account_id === person.account_id && other.id !== person.id,
  );
  const taken = (keepsDeleted: boolean, is: (other: PersonRow) => boolean) =>
    others.some((other) => (keepsDeleted || !other.deleted) && is(other));
  const email = person.email?.toLowerCase();
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) throw refused({ email: ["is invalid"] });
  if (email && taken(deletedKeepsEmail, (other) => other.email?.toLowerCase() === email))
    throw refused({ email: ["has already been taken"] });
  const { system_id } = person;
  if (system_id !== null && systemIdUnique && taken(false, (other) => other.system_id === system_id))
    throw refused({ system_id: ["has already been taken"] });
}

/** DELETE /people/{id}: hidden from then on, with all that hangs on the person. */
export function deletePerson(world: World, person: PersonRow, cause: string): void {
  for (const row of world.ofPerson("groupReservations", person.id)) {
    if (row.state === "active" && !row.deleted) deactivate(world, row, world.nowMs(), cause);
    else if (row.state === "pending" && !row.deleted) deleteGroupReservation(world, row.account_id, row.id);
  }
  for (const row of world.ofPerson("credentials", person.id)) {
    if (row.deleted) continue;
    row.deleted = true;
    rememberCredential(world, row, cause);
  }
  person.deleted = true;
  person.updated_at = world.nowMs();
  world.dirty = true;
  rememberPerson(world, person, cause);
}
