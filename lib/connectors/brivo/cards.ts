import type { CardProblem, OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { changed, orNull } from "../outcomes";
import {
  assignCredential,
  type BrivoHttp,
  cardFormats,
  createCredential,
  credentialHolder,
  findCredentials,
  getUser,
  unassignCredential,
  userCredentials,
} from "./api";
import {
  type CardValue,
  cardKey,
  chooseCard,
  isCard,
  isCardFormat,
  newCard,
  toCardValue,
} from "./card-values";
import { neededId } from "./convert";
import type { BrivoCredential } from "./schemas";

type SetCards = Extract<VendorOperation, { readonly verb: "setCards" }>;

/**
 * An assignment has room for two dates and nothing else: one that began on this day was made by Lintel. Long past, so
 * that it limits nothing; midnight, since Brivo stores a day as that. UNVERIFIED: that panels do not mind the date.
 */
const OWN_SINCE = "2001-02-03T00:00:00Z";
const isOwn = (held: BrivoCredential): boolean => held.effectiveFrom?.getTime() === Date.parse(OWN_SINCE);

interface Context {
  readonly http: BrivoHttp;
  readonly userId: string;
  /** The format in which cards unknown to the account are put into its bank; null = never. */
  readonly formatId: string | null;
}

/**
 * Assigns what is missing, then takes away own assignments that are not wanted; those of others stay, and one to a
 * wanted card serves. A value that cannot be assigned becomes a problem at its position and holds up no other; failures
 * that are not about one card end the call, which may be repeated. Cards stay in the account's bank.
 */
export async function setCards(
  http: BrivoHttp,
  op: SetCards,
  formatId: string | null,
): Promise<OperationOutcome & { readonly cardProblems: readonly CardProblem[] }> {
  const userId = neededId(op.vendorPersonId, "set_cards");
  const context: Context = { http, userId, formatId };
  const held = (await userCredentials(http, userId)).filter((row) => isCardFormat(row.credentialFormat.id));
  const kept = new Set<string>();
  const done = new Set<string>();
  const problems: CardProblem[] = [];
  let isChanged = false;
  for (const [index, typed] of op.cards.entries()) {
    const value = toCardValue(typed);
    if (!value) {
      problems.push({ index, reason: "bad_format" });
      continue;
    }
    if (done.has(cardKey(value))) continue;
    done.add(cardKey(value));
    const serving = held.filter((row) => isCard(value, row));
    const best = serving.find((row) => !isOwn(row)) ?? serving[0];
    if (best) {
      kept.add(best.id);
      continue;
    }
    const assigned = await assign(context, value);
    if ("refused" in assigned) problems.push({ index, reason: assigned.refused });
    else {
      kept.add(assigned.id);
      isChanged = true;
    }
  }
  for (const row of held) {
    if (!isOwn(row) || kept.has(row.id)) continue;
    await orNull(() => unassignCredential(http, userId, row.id), "not_found");
    isChanged = true;
  }
  return { ...changed(isChanged), cardProblems: problems };
}

type Assigned = { readonly id: string } | { readonly refused: CardProblem["reason"] };

/** Whose card it is, is asked before: what Brivo does with a card in other hands is not documented. */
async function assign(context: Context, value: CardValue): Promise<Assigned> {
  const { http, userId } = context;
  const card = await bankCard(context, value);
  if ("refused" in card) return card;
  const holder = await orNull(() => credentialHolder(http, card.id), "not_found");
  if (holder && holder.id !== userId) return { refused: "card_in_use" };
  if (holder) return { id: card.id };
  try {
    await assignCredential(http, userId, card.id, { effectiveFrom: OWN_SINCE });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    // A 404 is the card's only as long as the person is there.
    if (error.kind === "not_found") await getUser(http, userId);
    else if (error.kind !== "invalid_request" && error.kind !== "conflict") throw error;
    return { refused: error.kind === "not_found" ? "unknown_card" : "card_in_use" };
  }
  return { id: card.id };
}

/** The card in the account's bank; where a format was chosen, one that is not there is put into it. */
async function bankCard(context: Context, value: CardValue): Promise<Assigned> {
  const { http, formatId } = context;
  const asked = value.number ?? value.reference;
  const found = chooseCard(value, await findCredentials(http, "reference_id", asked));
  if (found === "many") return { refused: "bad_format" };
  if (found !== "none") return { id: found.card.id };
  const format = formatId === null ? undefined : (await cardFormats(http)).find((row) => row.id === formatId);
  const body = format && newCard(value, format);
  if (!body) return { refused: format && value.number !== null ? "bad_format" : "unknown_card" };
  try {
    return { id: (await createCredential(http, body)).id };
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "invalid_request") throw error;
    if (error.details.vendorCode !== "duplicate_credential") return { refused: "bad_format" };
  }
  // It is there under a reference that does not hold its number.
  const others = value.facility === null ? [] : await findCredentials(http, "facility_code", value.facility);
  const hidden = chooseCard(value, others);
  return hidden === "none" || hidden === "many" ? { refused: "unknown_card" } : { id: hidden.card.id };
}
