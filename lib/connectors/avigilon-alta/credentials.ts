import type { CardProblem, OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type Alta, listCardFormats, listCredentials, patchCredential } from "./api";
import { CARD_MODELS, type CardCredential, keysOf, PIN_DIGITS, toCard, typeOf } from "./card-values";
import { createOwn, dropAll, isOwn } from "./own-credentials";
import type { AltaCardFormat, AltaCredential } from "./schemas";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;
type Settings = Readonly<Record<string, string>>;

const outcome = (changed: boolean): OperationOutcome => ({
  status: changed ? "applied" : "already_satisfied",
});

/**
 * Makes `pin` the one own PIN, changing it in place: one person has one. A PIN of somebody else's stays, and one equal to
 * `pin` serves. UNVERIFIED: that digits are shown; where they are not, the PIN is written again each time.
 * Errors: `invalid_request` with field `pin` for a PIN that is taken or refused; the old one then stays.
 */
export async function setPin(a: Alta, op: Verb<"setPin">): Promise<OperationOutcome> {
  const { vendorPersonId, pin } = op;
  if (pin !== null && !PIN_DIGITS.test(pin))
    throw new VendorError("invalid_request", "avigilon-alta setPin: 4 to 8 digits", { field: "pin" });
  const pins = (await listCredentials(a, vendorPersonId)).filter((row) => row.model === "pincode");
  const own = pins.filter((row) => isOwn(row, "pin"));
  const serving = pin === null ? undefined : pins.find((row) => row.body.number === pin);
  const [changing] = serving ? [] : own;
  if (pin !== null && !serving)
    await aboutPin(() =>
      changing
        ? patchCredential(a, vendorPersonId, changing.id, { pincode: { number: pin } })
        : createOwn(a, vendorPersonId, "pin", { model: "pincode", body: { number: pin } }),
    );
  const kept = pin === null ? undefined : (serving ?? changing);
  const surplus = own.filter((row) => row !== kept);
  await dropAll(a, vendorPersonId, surplus);
  return outcome(surplus.length > 0 || (pin !== null && !serving));
}

/** The status of a PIN that is taken is not known: 400, 409 and 422 are read alike. */
async function aboutPin(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const isRefusal =
      error instanceof VendorError && (error.kind === "invalid_request" || error.kind === "conflict");
    if (!isRefusal) throw error;
    throw new VendorError("invalid_request", error.message, { ...error.details, field: "pin" });
  }
}

/**
 * Adds what is missing, then takes away own ones that are not wanted; those of others stay, and one equal to a wanted
 * value serves. A value that is refused becomes a problem at its position and holds up no other; failures that are not
 * about one card end the call, which may be repeated. A number is never moved from somebody else.
 */
export async function setCards(
  a: Alta,
  op: Verb<"setCards">,
  settings: Settings,
): Promise<OperationOutcome & { readonly cardProblems: readonly CardProblem[] }> {
  const { vendorPersonId } = op;
  const held = (await listCredentials(a, vendorPersonId)).filter((row) =>
    CARD_MODELS.some((model) => model === row.model),
  );
  const format = op.cards.length > 0 ? await formatOf(a, settings.cardFormat) : null;
  const kept = new Set<AltaCredential>();
  const done = new Set<string>();
  const problems: CardProblem[] = [];
  let changed = false;
  for (const [index, typed] of op.cards.entries()) {
    const card = toCard(typed, typeOf(settings.credentialType), format);
    if (!card) {
      problems.push({ index, reason: "bad_format" });
      continue;
    }
    if (done.has(card.key)) continue;
    done.add(card.key);
    const serving = held.filter((row) => keysOf(row).includes(card.key));
    const best = serving.find((row) => !isOwn(row, "card")) ?? serving[0];
    if (best) {
      kept.add(best);
      continue;
    }
    const refused = await add(a, vendorPersonId, card);
    if (refused) problems.push({ index, reason: refused });
    else changed = true;
  }
  const surplus = held.filter((row) => isOwn(row, "card") && !kept.has(row));
  await dropAll(a, vendorPersonId, surplus);
  return { ...outcome(changed || surplus.length > 0), cardProblems: problems };
}

/** Null when it was added. UNVERIFIED: the status of a number that somebody has; a conflict, or words that say so. */
async function add(a: Alta, userId: string, card: CardCredential): Promise<CardProblem["reason"] | null> {
  try {
    await createOwn(a, userId, "card", card);
    return null;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.kind === "conflict") return "card_in_use";
    if (error.kind === "invalid_request") return "bad_format";
    throw error;
  }
}

/** The chosen format by its code: ids differ from account to account. Errors: `unsupported` when the account lost it. */
async function formatOf(a: Alta, code: string | undefined): Promise<AltaCardFormat | null> {
  if (code === undefined || code === "") return null;
  const format = (await listCardFormats(a)).find((row) => row.code === code);
  if (format) return format;
  throw new VendorError("unsupported", "avigilon-alta: the chosen card format is gone", {
    field: "cardFormat",
  });
}
