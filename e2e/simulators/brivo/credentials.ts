import { type Body, datesField, requiredText, textField } from "./fields";
import type { CredentialRow, UserRow } from "./model";
import { removePin } from "./pins";
import { invalid, notFound } from "./problem";
import type { World } from "./world";

export interface Format {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly { readonly id: number; readonly name: string }[];
}

const fields = (number: number, facility: number | null = null) => [
  { id: number, name: "card_number" },
  ...(facility === null ? [] : [{ id: facility, name: "facility_code" }]),
];

/** As recorded in 2017; ids of fields are global, not counted per format. */
export const FORMATS: readonly Format[] = [
  { id: 100, name: "Standard 26 Bit", fields: fields(1, 2) },
  { id: 102, name: "HID Corporate 1000", fields: fields(5, 6) },
  { id: 103, name: "HID 37 Bit w/ Facility Code", fields: fields(10, 11) },
  { id: 104, name: "HID 37 Bit w/o Facility Code", fields: fields(14) },
  { id: 105, name: "Generic 34 Bit (Even)", fields: fields(17, 18) },
  { id: 107, name: "Generic 34 Bit (Odd)", fields: fields(21, 22) },
  { id: 106, name: "Casi-Rusco 40 Bit", fields: fields(25, 26) },
  { id: 110, name: "Unknown Format", fields: [] },
  { id: 307, name: "Brivo Mobile Pass", fields: [] },
];
const UNKNOWN_FORMAT = 110;
export const MOBILE_FORMAT = 307;

export const formatOf = (id: number): Format | undefined => FORMATS.find((f) => f.id === id);

function readFieldValues(format: Format, body: Body): CredentialRow["fieldValues"] {
  const given = Array.isArray(body.fieldValues) ? body.fieldValues : [];
  return given.map((entry: unknown) => {
    const row: Body = typeof entry === "object" && entry !== null ? { ...entry } : {};
    const field = format.fields.find((f) => f.id === row.id);
    if (!field) throw invalid("unknown field of the credential format");
    const value = requiredText(row, "value");
    if (!/^\d+$/.test(value)) throw invalid("field values are digits");
    return { id: field.id, value };
  });
}

/** A card for the account's bank. Errors: 400 for a duplicate, in the vendor's words. */
export function createCredential(world: World, account: number, body: Body): CredentialRow {
  const asked: unknown = body.credentialFormat;
  const formatId = typeof asked === "object" && asked !== null && "id" in asked ? Number(asked.id) : 0;
  const format = formatOf(formatId);
  if (!format || format.id === MOBILE_FORMAT) throw invalid("Invalid credential format");
  const referenceId = requiredText(body, "referenceId");
  const encodedCredential = textField(body, "encodedCredential")?.toUpperCase() ?? null;
  const fieldValues = readFieldValues(format, body);
  const isWhole = format.fields.every((f) => fieldValues.some((v) => v.id === f.id));
  if (encodedCredential === null && (format.id === UNKNOWN_FORMAT || !isWhole))
    throw invalid("fieldValues or encodedCredential is required");
  const key = (row: Pick<CredentialRow, "encodedCredential" | "fieldValues">) =>
    row.encodedCredential ??
    JSON.stringify([...row.fieldValues].sort((a, b) => a.id - b.id).map((v) => [v.id, Number(v.value)]));
  const same = key({ encodedCredential, fieldValues });
  const isTaken = world
    .rows("credentials", account)
    .some((row) => row.formatId === format.id && key(row) === same);
  if (isTaken) throw invalid("Duplicate Credential Found for the account");
  return world.put("credentials", {
    ...world.base(account),
    formatId: format.id,
    referenceId,
    encodedCredential,
    fieldValues,
    userId: null,
    from: null,
    to: null,
  });
}

export function rememberCredential(world: World, row: CredentialRow, userId: number, cause: string): void {
  const opens = row.formatId === MOBILE_FORMAT ? "mobile" : "card";
  const held = row.userId === userId;
  const now = { kind: "credential", held, opens, from: row.from, to: row.to } as const;
  world.remember(`credential:${row.id}:${userId}`, userId, now, cause);
}

/** Errors: 400 for a card in somebody else's hands, unless switched to hand it over. */
export function assign(
  world: World,
  account: number,
  ids: { userId: string; credentialId: string },
  body: Body,
  by: string,
): void {
  const user = world.find("users", account, ids.userId);
  const row = world.find("credentials", account, ids.credentialId);
  const before = row.userId;
  if (before !== null && before !== user.id && world.switches.foreignCard === "refused")
    throw invalid("Credential not valid");
  const { from, to } = datesField(body);
  Object.assign(row, { userId: user.id, from, to, updated: world.nowMs() });
  world.dirty = true;
  if (before !== null && before !== user.id) rememberCredential(world, row, before, `card moved by ${by}`);
  rememberCredential(world, row, user.id, `card given by ${by}`);
}

export function unassign(world: World, account: number, user: UserRow, credentialId: string, by: string) {
  if (user.pinCredentialId !== null && String(user.pinCredentialId) === credentialId)
    return removePin(world, user, by);
  const row = world.find("credentials", account, credentialId);
  if (row.userId !== user.id) throw notFound("Credential not found");
  takeBack(world, row, user.id, by);
}

/** A card goes back to the bank; a mobile pass is gone for good. */
export function takeBack(world: World, row: CredentialRow, userId: number, by: string): void {
  Object.assign(row, { userId: null, from: null, to: null, updated: world.nowMs() });
  world.dirty = true;
  const what = row.formatId === MOBILE_FORMAT ? "pass" : "card";
  rememberCredential(world, row, userId, `${what} taken away by ${by}`);
  if (row.formatId === MOBILE_FORMAT) world.remove("credentials", row.id);
}

export function deleteCredential(world: World, account: number, id: string, by: string): void {
  const row = world.find("credentials", account, id);
  if (row.userId !== null) takeBack(world, row, row.userId, by);
  world.remove("credentials", row.id);
}
