import type { CardProblem, OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { changed, orNull } from "../outcomes";
import { allCredentials, type DoorFlowHttp, deleteCredential, getPerson } from "./api";
import { isMadeByLintel, neededId } from "./convert";
import { cardTypes, isMasked, saveValue } from "./credentials";
import type { DoorFlowCredential } from "./schemas";

type SetCards = Extract<VendorOperation, { readonly verb: "setCards" }>;

/** Two spellings of one card are one; leading zeros count. */
const cardKey = (value: string): string => value.trim().toUpperCase();

/**
 * An account holds one card of each type, so several cards are spread over the types of the setting, or of the account, in
 * their order. Cards carry no mark: only those of people made by Lintel are written. A wanted card stays where it is, a new one takes
 * a free type, else that of one no longer wanted; more than there are types are `too_many`. A value that is refused becomes
 * a problem at its position and holds up no other.
 *
 * Values shown as asterisks cannot be told apart and are written anew. Errors: `invalid_request` with field `cards` for a
 * person not made by Lintel.
 */
export async function setCards(
  http: DoorFlowHttp,
  op: SetCards,
  chosenTypes: readonly string[],
): Promise<OperationOutcome & { readonly cardProblems: readonly CardProblem[] }> {
  const person = await getPerson(http, neededId(op.vendorPersonId, "set_cards"));
  if (!isMadeByLintel(person)) return foreign(op);
  const types = await cardTypes(http, chosenTypes);
  const slots = await slotsOf(http, person.id, types);
  const problems: CardProblem[] = [];
  const wanted = new Map<string, { readonly index: number; readonly value: string }>();
  for (const [index, typed] of op.cards.entries()) {
    const value = typed.trim();
    if (!/^[\p{L}\p{N}:-]{1,64}$/u.test(value)) problems.push({ index, reason: "bad_format" });
    else if (!wanted.has(cardKey(value))) wanted.set(cardKey(value), { index, value });
  }
  let isChanged = slots.isChanged;
  const kept = new Set<string>();
  for (const [typeId, row] of slots.held) {
    if (!wanted.delete(cardKey(row.value ?? ""))) continue;
    kept.add(typeId);
  }
  for (const { index, value } of wanted.values()) {
    const open = types.filter((typeId) => !kept.has(typeId));
    const typeId = open.find((id) => !slots.held.has(id)) ?? open[0];
    const problem = typeId === undefined ? "too_many" : await put(http, person.id, { typeId, value, slots });
    if (problem !== null) problems.push({ index, reason: problem });
    else if (typeId !== undefined) {
      kept.add(typeId);
      isChanged = true;
    }
  }
  for (const [typeId, row] of slots.held) {
    if (kept.has(typeId)) continue;
    await orNull(() => deleteCredential(http, person.id, row.id), "not_found");
    isChanged = true;
  }
  return { ...changed(isChanged), cardProblems: problems.sort((a, b) => a.index - b.index) };
}

/** Nothing to take away; what is to be given is kept in DoorFlow. */
function foreign(op: SetCards): OperationOutcome & { readonly cardProblems: readonly CardProblem[] } {
  if (op.cards.length === 0) return { ...changed(false), cardProblems: [] };
  throw new VendorError("invalid_request", "doorflow set_cards: not a person made by Lintel", {
    field: "cards",
  });
}

interface Slots {
  /** By type: the card that is there. */
  readonly held: Map<string, DoorFlowCredential>;
  readonly isChanged: boolean;
}

async function slotsOf(http: DoorFlowHttp, personId: string, types: readonly string[]): Promise<Slots> {
  const rows = (await allCredentials(http, personId)).filter((row) => types.includes(row.credential_type_id));
  const masked = rows.filter(isMasked);
  for (const row of masked) await orNull(() => deleteCredential(http, personId, row.id), "not_found");
  const held = rows.filter((row) => !masked.includes(row));
  return {
    held: new Map(held.map((row) => [row.credential_type_id, row])),
    isChanged: masked.length > 0,
  };
}

/** Null = done. Failures that are not about this card end the call. */
async function put(
  http: DoorFlowHttp,
  personId: string,
  of: { readonly typeId: string; readonly value: string; readonly slots: Slots },
): Promise<CardProblem["reason"] | null> {
  const { typeId, value, slots } = of;
  try {
    const saved = await saveValue(http, personId, { typeId, value, held: slots.held.get(typeId) });
    slots.held.set(typeId, saved);
    return null;
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "invalid_request") throw error;
    return error.details.vendorCode === "in_use" ? "card_in_use" : "bad_format";
  }
}
