import type { CardProblem, OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { MARK_SOURCE } from "../marker";
import {
  type CardChoice,
  createCard,
  createMemberCard,
  deleteMemberCard,
  getCard,
  getMember,
  listMemberCards,
} from "./api";
import { type CardValue, cardKey, isCard, toCardValue } from "./card-values";
import { isOwn, KEYS } from "./convert";
import { ignoreGone, outcome } from "./credentials";
import type { AkilesHttp } from "./requests";
import type { AkilesCard, AkilesMemberCard } from "./schemas";

type SetCards = Extract<VendorOperation, { readonly verb: "setCards" }>;
interface Held {
  readonly link: AkilesMemberCard;
  /** Null when the card itself is gone. */
  readonly card: AkilesCard | null;
}
const METADATA = { [KEYS.source]: MARK_SOURCE };

/**
 * Links what is missing, then takes away own links that are not wanted; links of others stay, and one to a
 * wanted card serves. A value that Akiles refuses becomes a problem at its position and holds up no other;
 * failures that are not about one card (429, 5xx, 401, ...) end the call, which may be repeated.
 */
export async function setCards(
  http: AkilesHttp,
  op: SetCards,
): Promise<OperationOutcome & { readonly cardProblems: readonly CardProblem[] }> {
  const held = await heldCards(http, op.vendorPersonId);
  const kept = new Set<AkilesMemberCard>();
  const problems: CardProblem[] = [];
  const done = new Set<string>();
  let changed = false;
  let isMemberConfirmed = false;
  for (const [index, typed] of op.cards.entries()) {
    const value = toCardValue(typed);
    if (!value) {
      problems.push({ index, reason: "bad_format" });
      continue;
    }
    if (done.has(cardKey(value))) continue;
    done.add(cardKey(value));
    const serving = held.filter(({ card }) => card && isCard(value, card));
    const best = serving.find(({ link }) => !isOwn(link)) ?? serving[0];
    if (best) {
      kept.add(best.link);
      continue;
    }
    if (!isMemberConfirmed) await confirmMember(http, op.vendorPersonId);
    isMemberConfirmed = true;
    const linked = await link(http, op.vendorPersonId, value);
    if (linked.refused !== null) {
      problems.push({ index, reason: linked.refused });
      continue;
    }
    changed = true;
    // A later value may name this very card in another way, by its id and by its UID for one.
    kept.add(linked.value);
    held.push(await readHeld(http, linked.value));
  }
  for (const { link: row } of held.filter(({ link: row }) => isOwn(row) && !kept.has(row))) {
    await ignoreGone(() => deleteMemberCard(http, op.vendorPersonId, row.id));
    changed = true;
  }
  return { ...outcome(changed), cardProblems: problems };
}

/** A deleted member answers 404 to a link as an unknown card does, and must not be read as one. */
async function confirmMember(http: AkilesHttp, memberId: string): Promise<void> {
  const member = await getMember(http, memberId);
  if (member.is_deleted) throw new VendorError("not_found", "akiles set_cards: the member is deleted");
}

/** The link names no UID, so each linked card is read; a person has a handful. */
async function heldCards(http: AkilesHttp, memberId: string): Promise<Held[]> {
  const held: Held[] = [];
  for (const row of await listMemberCards(http, memberId)) held.push(await readHeld(http, row));
  return held;
}

async function readHeld(http: AkilesHttp, row: AkilesMemberCard): Promise<Held> {
  return { link: row, card: (await attempt(() => getCard(http, row.card_id))).value };
}

/**
 * UNVERIFIED: whether an unknown UID is registered on the way, and the status of a card in use; so an unknown
 * UID is registered by us and linked by id, and what is refused then counts as in use. Digits only could be a
 * printed code: tried as such, and never registered as a UID by guess.
 */
async function link(
  http: AkilesHttp,
  memberId: string,
  value: CardValue,
): Promise<Attempt<AkilesMemberCard>> {
  const assign = (choice: CardChoice) =>
    attempt(() => createMemberCard(http, memberId, { ...choice, metadata: METADATA }));
  if (value.kind === "id") return assign({ card_id: value.id });
  if (value.kind === "printed") return assign({ printed_code: value.code });
  const byUid = await assign({ uid: value.uid });
  if (byUid.refused === null) return byUid;
  if (value.digitsOnly) {
    const byCode = await assign({ printed_code: value.typed });
    return byCode.refused === "unknown_card" ? byUid : byCode;
  }
  const registered = await attempt(() =>
    createCard(http, { uid: value.uid, name: "Lintel", metadata: METADATA }),
  );
  if (registered.refused !== null) return { value: null, refused: "card_in_use" };
  return assign({ card_id: registered.value.id });
}

type Attempt<T> =
  | { readonly value: T; readonly refused: null }
  | { readonly value: null; readonly refused: CardProblem["reason"] };

/** Refusals that are about this one card. */
async function attempt<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call(), refused: null };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.kind === "not_found") return { value: null, refused: "unknown_card" };
    if (error.kind === "conflict" || error.kind === "invalid_request")
      return { value: null, refused: "card_in_use" };
    throw error;
  }
}
