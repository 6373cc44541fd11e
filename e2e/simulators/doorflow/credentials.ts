import { randomInt } from "node:crypto";
import { type Body, textField } from "./fields";
import type { CredentialRow, CredentialTypeRow, PersonRow } from "./model";
import { badRequest, refused } from "./problem";
import { rememberCredential } from "./remember";
import type { World } from "./world";

/** What asks for a PIN made by the vendor. */
const MAKE_ONE = "******";

/** The one the person has of that type, when it has one already. */
export class AlreadyThere extends Error {
  constructor(readonly row: CredentialRow) {
    super("Credential already exists for this credential type");
  }
}

function inputOf(body: Body): Body {
  const given = body.person_credential;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw badRequest("param is missing or the value is empty: person_credential");
  return { ...given };
}

/** POST below a person. Errors: 422; `AlreadyThere` for a second one of a type. */
export function createCredential(world: World, person: PersonRow, body: Body): CredentialRow {
  const input = inputOf(body);
  const type = world
    .rows("credentialTypes", person.account_id)
    .find((t) => t.id === String(input.credential_type_id));
  if (!type) throw refused({ credential_type_id: ["Not found for this account"] });
  const held = heldOf(world, person, type);
  if (held) throw new AlreadyThere(held);
  const value = type.way === "mobile" ? null : acceptedValue(world, type, textField(input, "value") ?? "");
  return make(world, person, type, value, "credential created");
}

/** PUT of one: another value. Errors: 422, also for a mobile one, which has none. */
export function updateCredential(world: World, row: CredentialRow, body: Body): CredentialRow {
  const type = world.live("credentialTypes", row.account_id, row.type_id);
  if (type.way === "mobile") throw refused({ value: ["is not allowed for this credential type"] });
  row.value = acceptedValue(world, type, textField(inputOf(body), "value") ?? "", row);
  return changed(world, row, "UPDATE", "credential changed");
}

/** True = gone at once; false = a mobile one, taken back on its phone first. */
export function deleteCredential(world: World, row: CredentialRow): boolean {
  const { way } = world.live("credentialTypes", row.account_id, row.type_id);
  row.deleted = true;
  changed(world, row, "DESTROY", "credential deleted");
  return way !== "mobile";
}

/** Errors: 422 for a value that `saveCredential` would refuse. */
export function checkCredential(world: World, person: PersonRow, typeId: string, value: string): void {
  const type = world.live("credentialTypes", person.account_id, typeId);
  const held = heldOf(world, person, type);
  if (value !== "" && held?.value !== value) acceptedValue(world, type, value, held);
}

/** A slug field of the person: makes, changes or (empty) deletes the one of its type. */
export function saveCredential(
  world: World,
  person: PersonRow,
  typeId: string,
  value: string,
  cause: string,
): void {
  const type = world.live("credentialTypes", person.account_id, typeId);
  const held = heldOf(world, person, type);
  if (value === "") {
    if (held) deleteCredential(world, held);
  } else if (!held) make(world, person, type, acceptedValue(world, type, value), cause);
  else if (held.value !== value) {
    held.value = acceptedValue(world, type, value, held);
    changed(world, held, "UPDATE", cause);
  }
}

const heldOf = (world: World, person: PersonRow, type: CredentialTypeRow) =>
  world.ofPerson("credentials", person.id).find((row) => row.type_id === type.id && !row.deleted);

function make(
  world: World,
  person: PersonRow,
  type: CredentialTypeRow,
  value: string | null,
  cause: string,
): CredentialRow {
  const row = world.put("credentials", {
    ...world.base(person.account_id, world.hashId()),
    person_id: person.id,
    type_id: type.id,
    value,
    status: type.way === "mobile" ? "invited" : null,
  });
  return changed(world, row, "CREATE", cause);
}

function changed(
  world: World,
  row: CredentialRow,
  action: "CREATE" | "UPDATE" | "DESTROY",
  cause: string,
): CredentialRow {
  row.updated_at = world.nowMs();
  world.dirty = true;
  rememberCredential(world, row, cause);
  world.onCredential(action, row);
  return row;
}

/** The value as it is kept. Errors: 422 when it is taken on the account, or not of the form the type asks for. */
function acceptedValue(world: World, type: CredentialTypeRow, text: string, own?: CredentialRow): string {
  if (type.way === "pin" && text === MAKE_ONE) return freePin(world, type);
  const wrong = type.way === "pin" ? pinProblem(world, text) : cardProblem(text);
  const problems = [...(isTaken(world, type, text, own) ? ["value is already in use on your account"] : [])];
  if (wrong !== null) problems.push(wrong);
  if (problems.length > 0) throw refused({ value: problems });
  return text;
}

function isTaken(world: World, type: CredentialTypeRow, value: string, own?: CredentialRow): boolean {
  return world.rows("credentials", type.account_id).some((row) => {
    const other = world.state.tables.credentialTypes[row.type_id];
    return row !== own && row.value === value && other?.way === type.way;
  });
}

function pinProblem(world: World, text: string): string | null {
  const rule = world.switches.pinDigits;
  if (rule === "5_no_repeat") {
    const isFine = /^\d{5}$/.test(text) && new Set(text).size === text.length;
    return isFine ? null : "must be 5 digits, none of them twice";
  }
  const max = rule === "4-8" ? 8 : 7;
  return new RegExp(`^\\d{4,${max}}$`).test(text) ? null : `must be between 4 and ${max} digits in length`;
}

/** UNVERIFIED: what a card number may look like; digits and hex letters are taken, as readers give them. */
const cardProblem = (text: string): string | null =>
  /^[0-9A-F]{1,20}$/i.test(text) ? null : "is not a valid card number";

function freePin(world: World, type: CredentialTypeRow): string {
  for (;;) {
    const pin = String(randomInt(100_000)).padStart(5, "0");
    if (pinProblem(world, pin) === null && !isTaken(world, type, pin)) return pin;
  }
}
