import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { changed, orNull, withField } from "../outcomes";
import { parseAnswer } from "../parse";
import {
  type BrivoHttp,
  getRawUser,
  getUser,
  patchUser,
  putUser,
  unassignCredential,
  userCredentials,
} from "./api";
import { PIN_FORMAT } from "./card-values";
import { isMadeByLintel, neededId } from "./convert";
import { type BrivoUser, userSchema } from "./schemas";

type SetPin = Extract<VendorOperation, { readonly verb: "setPin" }>;

/**
 * A person has one PIN, in clear and without any mark, so only that of a person made by Lintel is ours to change; the PIN
 * of others is set and taken away in Brivo. The hashes are not needed: the digits themselves are compared.
 *
 * Errors: `invalid_request` with field `pin` for digits that are taken or refused, and for a person not made by Lintel
 * whose PIN differs. UNVERIFIED: that PATCH writes `pin`; where it does not, the whole person is sent with PUT.
 * Source: https://support.brivo.com/l/en/article/dgv735h6l6-issuing-a-pin-code, read 2026-11-29.
 */
export async function setPin(http: BrivoHttp, op: SetPin): Promise<OperationOutcome> {
  if (op.pin !== null && !isTaken(op.pin)) throw refused("4 to 8 digits, not 2468, no run and no repeat");
  const user = await getUser(http, neededId(op.vendorPersonId, "set_pin"));
  if (op.pin !== null && user.pin === op.pin) return changed(false);
  if (!isMadeByLintel(user)) {
    if (op.pin === null) return changed(false);
    throw refused("the PIN of a person not made by Lintel is kept in Brivo");
  }
  if (op.pin === null) return changed(await removePin(http, user));
  const pin = op.pin;
  const written = await withField("pin", () => patchUser(http, user.id, { pin }));
  if (written.pin !== pin) await writeWhole(http, user.id, pin);
  return changed(true);
}

/** What Brivo's own form takes; descending runs are left out as well. */
function isTaken(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = (by: number) => digits.every((digit, i) => i === 0 || digit - (digits[i - 1] ?? 0) === by);
  return /^\d{4,8}$/.test(pin) && pin !== "2468" && ![0, 1, -1].some(steps);
}

const refused = (why: string) =>
  new VendorError("invalid_request", `brivo set_pin: ${why}`, { field: "pin" });

/** The PIN is a row among the credentials. Gone meanwhile is gone. */
async function removePin(http: BrivoHttp, user: BrivoUser): Promise<boolean> {
  const rows = (await userCredentials(http, user.id)).filter((row) => row.credentialFormat.id === PIN_FORMAT);
  for (const row of rows) await orNull(() => unassignCredential(http, user.id, row.id), "not_found");
  const left = rows.length === 0 ? user : await getUser(http, user.id);
  if (left.pin)
    throw new VendorError("unexpected_response", "brivo unassign_credential: the PIN is still there");
  return rows.length > 0;
}

const READ_ONLY = ["id", "created", "updated", "suspended"];

/** PUT erases what is left out, so everything that was read goes back, unknown fields too; then it is read again. */
async function writeWhole(http: BrivoHttp, userId: string, pin: string): Promise<void> {
  const raw = await getRawUser(http, userId);
  if (parseAnswer(userSchema, raw, "brivo get_user").pin === pin) return;
  const fields = Object.entries(Object(raw)).filter(([key]) => !READ_ONLY.includes(key));
  const body = { ...Object.fromEntries(fields), ...customFieldsOf(raw), pin };
  const written = await withField("pin", () => putUser(http, userId, body));
  if (written.pin !== pin) throw new VendorError("unexpected_response", "brivo put_user: no PIN was set");
}

/** Custom fields are read with their names and written with their ids. */
function customFieldsOf(raw: unknown): { readonly customFields?: readonly unknown[] } {
  const given: unknown = Object(raw).customFields;
  if (!Array.isArray(given)) return {};
  return {
    customFields: given.map((field: unknown) => ({ id: Object(field).id, value: Object(field).value })),
  };
}
