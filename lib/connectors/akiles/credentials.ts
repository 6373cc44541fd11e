import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { MARK_SOURCE } from "../marker";
import { createEmail, createPin, deleteEmail, deletePin, listEmails, listPins, patchPin } from "./api";
import { isOwn, KEYS, normalEmail } from "./convert";
import type { AkilesHttp } from "./requests";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

/**
 * Makes `email` the one own address: adds before it deletes, so that an app login is never cut off in
 * between. Addresses of others stay, and one that equals `email` already serves.
 */
export async function setEmail(http: AkilesHttp, op: Verb<"setEmail">): Promise<OperationOutcome> {
  const wanted = op.email === null ? null : normalEmail(op.email);
  if (wanted !== null && !/^[^\s@]+@[^\s@]+$/.test(wanted)) {
    throw new VendorError("invalid_request", "akiles setEmail: not an address", { field: "email" });
  }
  const rows = await listEmails(http, op.vendorPersonId);
  const kept = rows.find((row) => normalEmail(row.email) === wanted);
  const surplus = rows.filter((row) => isOwn(row) && row !== kept);
  if (wanted !== null && !kept) {
    const metadata = { [KEYS.source]: MARK_SOURCE };
    await withField("email", () => createEmail(http, op.vendorPersonId, { email: wanted, metadata }));
  }
  for (const row of surplus) await ignoreGone(() => deleteEmail(http, op.vendorPersonId, row.id));
  return outcome(surplus.length > 0 || (wanted !== null && !kept));
}

/**
 * Makes `pin` the one own PIN. Digits cannot be edited and are masked in every read, so the keyed hash in
 * the row's metadata says whether it changed; they are never revealed. New before old.
 * Errors: `invalid_request` with field `pin` for a PIN that is taken or refused; the old one then stays.
 * Source: https://docs.akiles.app/help/opening-methods/pin-code/ (4-20 digits, unique in an organization).
 */
export async function setPin(http: AkilesHttp, op: Verb<"setPin">): Promise<OperationOutcome> {
  const wanted = pinOf(op);
  const own = (await listPins(http, op.vendorPersonId)).filter(isOwn);
  const marked = (hashes: readonly string[]) =>
    own.find((row) => hashes.includes(row.metadata[KEYS.pinHash] ?? ""));
  const kept = wanted && (marked([wanted.hash]) ?? marked(op.olderHashes ?? []));
  // Made anew it would clash with itself: digits are unique in an organization.
  if (wanted && kept && kept.metadata[KEYS.pinHash] !== wanted.hash)
    await patchPin(http, op.vendorPersonId, kept.id, {
      [KEYS.source]: MARK_SOURCE,
      [KEYS.pinHash]: wanted.hash,
    });
  if (wanted && !kept) {
    const metadata = { [KEYS.source]: MARK_SOURCE, [KEYS.pinHash]: wanted.hash };
    await withField("pin", () => createPin(http, op.vendorPersonId, { pin: wanted.pin, metadata }));
  }
  const surplus = own.filter((row) => row !== kept);
  for (const row of surplus) await ignoreGone(() => deletePin(http, op.vendorPersonId, row.id));
  return outcome(surplus.length > 0 || (wanted !== null && kept?.metadata[KEYS.pinHash] !== wanted.hash));
}

function pinOf(op: Verb<"setPin">): { readonly pin: string; readonly hash: string } | null {
  if (op.pin === null) return null;
  // Without the hash a later change could not be told, and the old digits would go on opening doors.
  if (!/^\d{4,20}$/.test(op.pin) || !op.pinHash) {
    throw new VendorError("invalid_request", "akiles setPin: 4 to 20 digits and their hash are needed", {
      field: "pin",
    });
  }
  return { pin: op.pin, hash: op.pinHash };
}

/** UNVERIFIED: the status of a clash; 400 is expected, 409 and 422 are read the same. */
async function withField<T>(field: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VendorError && (error.kind === "invalid_request" || error.kind === "conflict")) {
      throw new VendorError("invalid_request", error.message, { ...error.details, field });
    }
    throw error;
  }
}

/** For rows just listed on this very member: a 404 then means that the row is gone meanwhile. */
export async function ignoreGone(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "not_found") throw error;
  }
}

export const outcome = (changed: boolean): OperationOutcome => ({
  status: changed ? "applied" : "already_satisfied",
});
