import { randomBytes } from "node:crypto";
import { MOBILE_FORMAT, rememberCredential, takeBack } from "./credentials";
import { type Body, requiredText } from "./fields";
import type { InvitationRow, Mail, UserRow } from "./model";
import { cancelPending, pendingOf, statusOf } from "./pass-states";
import { removePin } from "./pins";
import { ApiProblem, invalid, notFound } from "./problem";
import type { World } from "./world";

const LIFE_MS = 72 * 3_600_000;
const LANGUAGES = ["en", "fr", "es", "nl", "de", "sv"];
/** Letters and digits that nobody takes for another. */
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

const newCode = (): string => [...randomBytes(8)].map((b) => LETTERS[b % LETTERS.length]).join("");

function flag(params: URLSearchParams, name: string): boolean {
  const value = params.get(name) ?? "false";
  if (value !== "true" && value !== "false") throw invalid(`${name} must be true or false`);
  return value === "true";
}

/** Pass licences of the account and how many are taken: by redeemed passes and pending invitations. */
export function allotment(world: World, account: number): { allotted: number; assigned: number } {
  const pending = world.rows("invitations", account).filter((row) => statusOf(world, row) === "PENDING");
  const held = world.rows("credentials", account).filter((row) => row.formatId === MOBILE_FORMAT);
  const { passesAllotted } = world.find("accounts", account, account);
  return { allotted: passesAllotted, assigned: pending.length + held.length };
}

/**
 * Invites a user to a mobile pass. The three flags are query parameters.
 * Errors: 409 while one is pending; no licence left is a switch.
 */
export function invite(
  world: World,
  account: number,
  userId: string,
  params: URLSearchParams,
  body: Body,
): InvitationRow {
  const user = world.find("users", account, userId);
  const referenceId = requiredText(body, "referenceId");
  const [mails, nfc] = [flag(params, "sendInvitationEmail"), flag(params, "nfcEnabled")];
  const language = params.get("language") ?? "en";
  if (!LANGUAGES.includes(language)) throw invalid("unknown language");
  if (pendingOf(world, account, user.id))
    throw new ApiProblem(409, "A pending digital invitation already exists");
  if (nfc) throw new ApiProblem(412, "No wallet passes available");
  const { allotted, assigned } = allotment(world, account);
  if (assigned >= allotted)
    throw new ApiProblem(world.switches.noPassLeftStatus, "No Brivo Mobile Pass is available");
  const row = world.put("invitations", {
    ...world.base(account),
    userId: user.id,
    referenceId,
    accessCode: newCode(),
    credentialId: world.newId(),
    expiration: world.nowMs() + LIFE_MS,
    status: "PENDING",
    cancelDate: null,
  });
  if (mails) sendMail(world, { to: referenceId, kind: "invitation", row, language });
  return row;
}

function sendMail(
  world: World,
  of: { to: string; kind: Mail["kind"]; row: InvitationRow; language: string },
): void {
  world.state.mails.push({
    id: world.newId(),
    at: new Date(world.nowMs()).toISOString(),
    to: of.to,
    kind: of.kind,
    userId: of.row.userId,
    invitationId: of.row.id,
    accessCode: of.row.accessCode,
    language: of.language,
  });
  world.dirty = true;
}

export function cancel(world: World, account: number, userId: string): InvitationRow {
  const user = world.find("users", account, userId);
  const row = cancelPending(world, account, user.id);
  if (!row) throw notFound("Digital invitation not found");
  return row;
}

/** The person types pass id and code into the app, once. Errors: 400 for a wrong, used, cancelled or expired code. */
export function redeem(world: World, passId: string, code: string): InvitationRow {
  const all = Object.values(world.state.tables.invitations);
  const row = all.find(
    (r) =>
      r.accessCode === code.trim().toUpperCase() &&
      r.referenceId.toLowerCase() === passId.trim().toLowerCase(),
  );
  if (!row || statusOf(world, row) !== "PENDING")
    throw invalid("This code is wrong, was used already, or is no longer good.");
  row.status = "REDEEMED";
  const base = world.base(row.account, row.credentialId);
  const dates = { from: null, to: null };
  const rest = { formatId: MOBILE_FORMAT, encodedCredential: null, fieldValues: [], userId: row.userId };
  const pass = world.put("credentials", { ...base, ...dates, ...rest, referenceId: row.referenceId });
  rememberCredential(world, pass, row.userId, "pass redeemed by the person");
  return row;
}

/** Everything of a suspended user: cards back to the bank, passes gone, the pending invitation cancelled. */
export function revokeCredentials(world: World, account: number, user: UserRow, by: string): void {
  if (!user.suspended) throw invalid("User is not suspended");
  for (const row of world.rows("credentials", account).filter((c) => c.userId === user.id))
    takeBack(world, row, user.id, by);
  if (user.pin !== null) removePin(world, user, by);
  cancelPending(world, account, user.id);
}
