import { createHash, randomInt } from "node:crypto";
import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type AcmHttp, createToken, listTokens, updateToken } from "./api";
import { VENDOR } from "./endpoints";
import { neededPerson } from "./people";
import { PIN_RULE } from "./settings";
import { confirm, deleteListed, isOwn, tokenFields } from "./tokens";

type SetPin = Extract<VendorOperation, { readonly verb: "setPin" }>;

const PREFIX = "lintel-pin-";
/** PINs are never read back, so the mark says which one it is: a short hash of the keyed hash, of no use to anybody. */
const markOf = (pinHash: string): string =>
  `${PREFIX}${createHash("sha256").update(pinHash).digest("hex").slice(0, 12)}`;

const NUMBER_TRIES = 3;
/** A token needs a number that no card has, and that nobody could write on one: 15 random digits. */
const unusedNumber = (): string => `${randomInt(1, 10)}${String(randomInt(0, 10 ** 14)).padStart(14, "0")}`;

/**
 * Makes `pin` the one own PIN, on a token of its own beside the cards. New before old. One found under an older hash is
 * written anew with its digits, since the form blanks what it is not sent.
 * Errors: `invalid_request` with field `pin` for a PIN that is taken or refused; the old one then stays.
 * UNVERIFIED: that a door takes a PIN of a token whose card nobody has, and which PINs a panel takes.
 */
export async function setPin(http: AcmHttp, op: SetPin, now: Date): Promise<OperationOutcome> {
  const wanted = pinOf(op);
  const person = await neededPerson(http, op.vendorPersonId, "set_pin");
  const options = { prefix: person.prefix, now };
  const own = (await listTokens(http, person.cn)).filter(
    (token) => isOwn(token) && token.plasecEmbossednumber.startsWith(PREFIX),
  );
  const marked = (marks: readonly string[]) =>
    own.find((token) => marks.includes(token.plasecEmbossednumber));
  const kept = wanted && (marked([wanted.mark]) ?? marked((op.olderHashes ?? []).map(markOf)));
  const made: string[] = [];
  let isRewritten = false;
  if (wanted && !kept)
    made.push(await makeToken(http, person.cn, (number) => tokenFields({ number, ...wanted }, options)));
  else if (wanted && kept && kept.plasecEmbossednumber !== wanted.mark) {
    const fields = tokenFields({ number: kept.plasecInternalnumber, ...wanted }, options);
    await aboutPin(() => updateToken(http, { personId: person.cn, tokenId: kept.cn }, fields));
    isRewritten = true;
  }
  const gone = own.filter((token) => token !== kept);
  await deleteListed(http, person.cn, gone);
  await confirm(http, person.cn, { made, gone });
  const changed = isRewritten || made.length + gone.length > 0;
  return { status: changed ? "applied" : "already_satisfied" };
}

function pinOf(op: SetPin): { readonly pin: string; readonly mark: string } | null {
  if (op.pin === null) return null;
  const { min, max } = PIN_RULE;
  // Without the hash a later change could not be told, and the old digits would go on opening doors.
  if (!/^\d+$/.test(op.pin) || op.pin.length < min || op.pin.length > max || !op.pinHash)
    throw new VendorError(
      "invalid_request",
      `${VENDOR} set_pin: ${min} to ${max} digits and their hash are needed`,
      {
        field: "pin",
      },
    );
  return { pin: op.pin, mark: markOf(op.pinHash) };
}

/** A number that another token has by chance is drawn again. */
async function makeToken(
  http: AcmHttp,
  personId: string,
  fieldsFor: (number: string) => Record<string, string>,
): Promise<string> {
  for (let left = NUMBER_TRIES; ; left -= 1) {
    try {
      return await aboutPin(() => createToken(http, personId, fieldsFor(unusedNumber())));
    } catch (error) {
      const isNumber = error instanceof VendorError && error.details.vendorCode === "number_taken";
      if (!isNumber || left <= 1) throw error;
    }
  }
}

async function aboutPin<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VendorError && (error.kind === "invalid_request" || error.kind === "conflict"))
      throw new VendorError("invalid_request", error.message, { ...error.details, field: "pin" });
    throw error;
  }
}
