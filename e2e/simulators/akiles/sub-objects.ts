import { randomBytes, randomInt } from "node:crypto";
import { rememberAssociation } from "./associations";
import { type Body, metadataField, textField } from "./fields";
import type { EmailRow, LinkRow, MemberCardRow, PinRow, Row } from "./model";
import { invalid } from "./problem";
import type { Actor, World } from "./world";

/** The kinds of things below a member that let somebody in. */
export type CredentialTable = "emails" | "pins" | "memberCards" | "magicLinks" | "tokens";
type CredentialRow = EmailRow | PinRow | MemberCardRow | LinkRow;

/** How events call each kind, and which of the member's ways in it is. */
const KINDS: Record<CredentialTable, { type: string; id: string; opens: "pin" | "card" | "app" }> = {
  emails: { type: "member_email", id: "member_email_id", opens: "app" },
  pins: { type: "member_pin", id: "member_pin_id", opens: "pin" },
  memberCards: { type: "member_card", id: "member_card_id", opens: "card" },
  magicLinks: { type: "member_magic_link", id: "member_magic_link_id", opens: "app" },
  tokens: { type: "member_token", id: "member_token_id", opens: "app" },
};

export const credentialEvent = (table: CredentialTable, row: { id: string; member_id: string }) => ({
  type: KINDS[table].type,
  ids: { member_id: row.member_id, [KINDS[table].id]: row.id },
});

function changed(world: World, actor: Actor, table: CredentialTable, row: CredentialRow, verb: string): void {
  world.dirty = true;
  const { opens, type } = KINDS[table];
  if (verb !== "edit") {
    world.remember(
      row,
      row.member_id,
      { kind: "credential", deleted: row.is_deleted, opens },
      `${type} ${verb}d by ${actor.via}`,
    );
  }
  world.logEvent(actor, verb, credentialEvent(table, row));
}

export function createEmail(world: World, actor: Actor, memberId: string, body: Body): EmailRow {
  const email = textField(body, "email");
  if (email === undefined || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid("email is required and must be an address", { field: "email" });
  }
  const row = world.put("emails", {
    ...world.base(actor.organizationId, "me", metadataField(body)),
    member_id: memberId,
    email,
  });
  changed(world, actor, "emails", row, "create");
  return row;
}

function isPinTaken(world: World, organizationId: string, pin: string): boolean {
  return world
    .rows("pins", organizationId)
    .some((row) => row.pin === pin && !row.is_deleted && isHeld(world, row.member_id));
}

/** Whether what a member holds counts as taken. UNVERIFIED: a deleted member's PIN or card; hence the switch. */
export function isHeld(world: World, memberId: string): boolean {
  const holder = world.state.tables.members[memberId];
  return holder !== undefined && (!holder.is_deleted || world.switches.deletedMemberHoldsCredentials);
}

function freePin(world: World, organizationId: string, length: number): string {
  for (let tries = 0; tries < 1000; tries += 1) {
    const pin = Array.from({ length }, () => randomInt(10)).join("");
    if (!isPinTaken(world, organizationId, pin)) return pin;
  }
  throw invalid("no free PIN of this length", { field: "length" });
}

/** `{pin}` or `{length}`, exactly one. Digits, 4 to 20, unique in the organization. */
export function createPin(world: World, actor: Actor, memberId: string, body: Body): PinRow {
  const given = textField(body, "pin");
  const { length } = body;
  if ((given === undefined) === (length === undefined)) {
    throw invalid("exactly one of pin and length is required", { field: "pin" });
  }
  if (given !== undefined && !/^\d{4,20}$/.test(given)) {
    throw invalid("pin must be 4 to 20 digits", { field: "pin" });
  }
  if (
    given === undefined &&
    !(typeof length === "number" && Number.isInteger(length) && length >= 4 && length <= 20)
  ) {
    throw invalid("length must be between 4 and 20", { field: "length" });
  }
  const metadata = metadataField(body);
  if (given !== undefined && isPinTaken(world, actor.organizationId, given)) {
    throw invalid("pin is already in use", { field: "pin" });
  }
  const row = world.put("pins", {
    ...world.base(actor.organizationId, "mp", metadata),
    member_id: memberId,
    pin: given ?? freePin(world, actor.organizationId, Number(length)),
  });
  changed(world, actor, "pins", row, "create");
  return row;
}

/** Links a card to a member. The card is chosen by ./cards.ts. */
export function linkCard(
  world: World,
  actor: Actor,
  memberId: string,
  cardId: string,
  body: Body,
): MemberCardRow {
  const row = world.put("memberCards", {
    ...world.base(actor.organizationId, "mc", metadataField(body)),
    member_id: memberId,
    card_id: cardId,
  });
  changed(world, actor, "memberCards", row, "create");
  return row;
}

export function createLink(
  world: World,
  actor: Actor,
  table: "magicLinks" | "tokens",
  memberId: string,
  body: Body,
): LinkRow {
  const row = world.put(table, {
    ...world.base(actor.organizationId, table === "tokens" ? "mt" : "mml", metadataField(body)),
    member_id: memberId,
    secret: randomBytes(16).toString("hex"),
  });
  changed(world, actor, table, row, "create");
  return row;
}

/** PATCH of anything below a member but an association: metadata only, other fields are ignored. */
export function patchMetadata(
  world: World,
  actor: Actor,
  table: CredentialTable,
  row: CredentialRow,
  body: Body,
): void {
  row.metadata = metadataField(body, row.metadata);
  changed(world, actor, table, row, "edit");
}

export function deleteCredential(
  world: World,
  actor: Actor,
  table: CredentialTable,
  row: CredentialRow,
): void {
  row.is_deleted = true;
  changed(world, actor, table, row, "delete");
}

const CREDENTIALS = ["emails", "pins", "memberCards", "magicLinks", "tokens"] as const;

const isLiveOf = (memberId: string) => (row: Row & { member_id: string }) =>
  row.member_id === memberId && !row.is_deleted;

/** What a restore loses when the switch says that credentials do not survive. */
export function removeCredentials(world: World, actor: Actor, memberId: string): void {
  for (const table of CREDENTIALS) {
    for (const row of world.rows(table, actor.organizationId).filter(isLiveOf(memberId))) {
      deleteCredential(world, actor, table, row);
    }
  }
  for (const row of world.rows("associations", actor.organizationId).filter(isLiveOf(memberId))) {
    row.is_deleted = true;
    rememberAssociation(world, row, "association lost by a restore");
  }
}
