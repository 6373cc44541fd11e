import { takeBack } from "./credentials";
import { type Body, contactsField, datesField, flagField, requiredText, textField } from "./fields";
import type { UserRow } from "./model";
import { cancelPending } from "./pass-states";
import { checkPin, rememberPin } from "./pins";
import { invalid, notFound } from "./problem";
import type { World } from "./world";

export function rememberUser(world: World, user: UserRow, cause: string, deleted = false): void {
  const { suspended, from, to } = user;
  world.remember(`user:${user.id}`, user.id, { kind: "user", deleted, suspended, from, to }, cause);
}

/** Custom fields in a body: `[{id, value}]`, the whole set of them. */
function customFields(world: World, account: number, body: Body): Record<string, string> | undefined {
  const given = body.customFields;
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw invalid("customFields must be an array");
  const fields: Record<string, string> = {};
  for (const entry of given) {
    const row: Body = typeof entry === "object" && entry !== null ? { ...entry } : {};
    const field = world.find("customFields", account, Number(row.id));
    fields[String(field.id)] = requiredText(row, "value");
  }
  return fields;
}

type Fields = Omit<UserRow, "id" | "account" | "created" | "updated" | "pinCredentialId" | "suspended">;

const none = (): Omit<Fields, "firstName" | "lastName"> => ({
  middleName: null,
  externalId: null,
  pin: null,
  from: null,
  to: null,
  bleTwoFactorExempt: null,
  emails: [],
  phoneNumbers: [],
  customFields: {},
});

/** What a body makes of a user: what it leaves out is as in `current`. */
function fieldsOf(
  world: World,
  account: number,
  body: Body,
  current: Omit<Fields, "firstName" | "lastName"> & Partial<Pick<Fields, "firstName" | "lastName">>,
  ownerId: number | null,
): Fields {
  const { contactTypes, externalIdTwice, pinByPatch } = world.switches;
  const pin = textField(body, "pin");
  const externalId = textField(body, "externalId") ?? current.externalId;
  const isTaken =
    externalId !== null &&
    world.rows("users", account).some((u) => u.externalId === externalId && u.id !== ownerId);
  if (isTaken && externalIdTwice === "refused") throw invalid("externalId is already in use");
  const mayWritePin = ownerId === null || current.firstName === undefined || pinByPatch === "accepted";
  return {
    firstName: textField(body, "firstName") ?? current.firstName ?? requiredText(body, "firstName"),
    lastName: textField(body, "lastName") ?? current.lastName ?? requiredText(body, "lastName"),
    middleName: textField(body, "middleName") ?? current.middleName,
    externalId,
    pin: pin === undefined || !mayWritePin ? current.pin : checkPin(world, account, pin, ownerId),
    ...datesField(body, current),
    bleTwoFactorExempt: flagField(body, "bleTwoFactorExempt") ?? current.bleTwoFactorExempt,
    emails: contactsField(body, "emails", contactTypes) ?? current.emails,
    phoneNumbers: contactsField(body, "phoneNumbers", contactTypes) ?? current.phoneNumbers,
    customFields: customFields(world, account, body) ?? current.customFields,
  };
}

export function createUser(world: World, account: number, body: Body, by: string): UserRow {
  const fields = fieldsOf(world, account, body, none(), null);
  const applies = world.switches.suspendedInBody === "applied";
  const user = world.put("users", {
    ...world.base(account),
    ...fields,
    pinCredentialId: fields.pin === null ? null : world.newId(),
    suspended: applies && flagField(body, "suspended") === true,
  });
  rememberUser(world, user, `user made by ${by}`);
  if (user.pin !== null) rememberPin(world, user, `PIN set by ${by}`);
  return user;
}

/** PUT (`erases`: every optional field that the body leaves out is emptied) or PATCH (they stay). */
export function changeUser(
  world: World,
  account: number,
  id: string,
  body: Body,
  { erases, by }: { readonly erases: boolean; readonly by: string },
): UserRow {
  const user = world.find("users", account, id);
  if (!erases && textField(body, "pin") !== undefined && world.switches.pinByPatch === "refused")
    throw invalid("pin cannot be changed here");
  const next = fieldsOf(world, account, body, erases ? none() : user, user.id);
  const isNewPin = next.pin !== user.pin;
  const applies = world.switches.suspendedInBody === "applied";
  Object.assign(user, next, { updated: world.nowMs() });
  if (applies) user.suspended = flagField(body, "suspended") ?? user.suspended;
  if (isNewPin) user.pinCredentialId = user.pin === null ? null : world.newId();
  world.dirty = true;
  rememberUser(world, user, `user changed by ${by}`);
  if (isNewPin) rememberPin(world, user, `PIN changed by ${by}`);
  return user;
}

export function suspendUser(world: World, account: number, id: string, suspended: boolean, by: string) {
  const user = world.find("users", account, id);
  user.suspended = suspended;
  user.updated = world.nowMs();
  world.dirty = true;
  rememberUser(world, user, `user ${suspended ? "suspended" : "no longer suspended"} by ${by}`);
  return user;
}

/** Deletes for good. Cards go back to the bank, passes and pending invitations end. */
export function deleteUser(world: World, account: number, id: string, by: string): void {
  const user = world.find("users", account, id);
  for (const held of world.rows("credentials", account).filter((c) => c.userId === user.id))
    takeBack(world, held, user.id, by);
  for (const row of world.rows("memberships", account))
    if (row.userId === user.id) world.remove("memberships", row.id);
  cancelPending(world, account, user.id);
  rememberUser(world, user, `user deleted by ${by}`, true);
  world.remove("users", user.id);
}

export function byExternalId(world: World, account: number, externalId: string): UserRow {
  const anyCase = world.switches.externalLookup === "any_case";
  const same = (text: string | null) =>
    text !== null && (text === externalId || (anyCase && text.toLowerCase() === externalId.toLowerCase()));
  const found = world.rows("users", account).find((user) => same(user.externalId));
  if (!found) throw notFound("Requested user not found");
  return found;
}
