import type { CardProblem, OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type AcmHttp, createToken, listTokens } from "./api";
import { neededPerson } from "./people";
import { confirm, deleteListed, isOwn, tokenFields } from "./tokens";

type SetCards = Extract<VendorOperation, { readonly verb: "setCards" }>;

const MARK = "lintel-card";
/** What the reader sends: the number encoded on the card. UNVERIFIED: the longest that panels take. */
const NUMBER = /^\d{1,19}$/;

/** Leading zeros are no part of a number. Null = not one. */
export function cardNumber(typed: string): string | null {
  const text = typed.trim();
  return NUMBER.test(text) && BigInt(text) > 0n ? String(BigInt(text)) : null;
}

/**
 * Makes the own cards exactly these numbers. A card that somebody else put on the same person serves, and stays theirs.
 * A bad one is told by its place in the list and holds up no other.
 */
export async function setCards(
  http: AcmHttp,
  op: SetCards,
  now: Date,
): Promise<OperationOutcome & { readonly cardProblems?: readonly CardProblem[] }> {
  const person = await neededPerson(http, op.vendorPersonId, "set_cards");
  const tokens = await listTokens(http, person.cn);
  const numberOf = (text: string) => cardNumber(text) ?? text;
  const held = new Set(tokens.map((token) => numberOf(token.plasecInternalnumber)));
  const cardProblems: CardProblem[] = [];
  const wanted = new Set<string>();
  const made: string[] = [];
  for (const [index, typed] of op.cards.entries()) {
    const number = cardNumber(typed);
    if (number === null) {
      cardProblems.push({ index, reason: "bad_format" });
      continue;
    }
    wanted.add(number);
    if (held.has(number)) continue;
    const fields = tokenFields({ number, mark: MARK }, { prefix: person.prefix, now });
    const refused = await refusalOf(async () => {
      made.push(await createToken(http, person.cn, fields));
      held.add(number);
    });
    if (refused !== null) cardProblems.push({ index, reason: refused });
  }
  const gone = tokens.filter(
    (token) =>
      isOwn(token) &&
      token.plasecEmbossednumber === MARK &&
      !wanted.has(numberOf(token.plasecInternalnumber)),
  );
  await deleteListed(http, person.cn, gone);
  await confirm(http, person.cn, { made, gone });
  return {
    status: made.length + gone.length > 0 ? "applied" : "already_satisfied",
    ...(cardProblems.length > 0 ? { cardProblems } : {}),
  };
}

/** Refusals that are about this one card. */
async function refusalOf(call: () => Promise<void>): Promise<CardProblem["reason"] | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.kind === "conflict") return "card_in_use";
    if (error.kind !== "invalid_request") throw error;
    return error.details.vendorCode?.endsWith("taken") ? "card_in_use" : "bad_format";
  }
}
