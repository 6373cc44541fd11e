import type { BrivoCredential, BrivoFormat } from "./schemas";

/** What is typed into Nexudus for a card, and which credential of Brivo it means. Pure. */

/** Formats that are no cards: https://apidocs.brivo.com/access/references/credential.yaml, read 2026-11-29. */
export const PIN_FORMAT = "2";
export const PASS_FORMAT = "307";
const UNKNOWN_FORMAT = "110";

export const isCardFormat = (formatId: string): boolean =>
  formatId !== PIN_FORMAT && formatId !== PASS_FORMAT;

/** A number, with its facility code where one was typed before it (`10-2044`), or any other reference as it stands. */
export interface CardValue {
  /** As typed, without spaces around it. */
  readonly reference: string;
  /** Digits without leading zeros; null for a reference that is no number. */
  readonly number: string | null;
  readonly facility: string | null;
}

/** Null for what cannot be a card: a filter of Brivo has no way to say these signs. */
export function toCardValue(typed: string): CardValue | null {
  const reference = typed.trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,63}$/u.test(reference.replace(/^(\d+):(?=\d+$)/, "$1-")))
    return null;
  const [, facility, number] = /^(?:(\d{1,10})[-:/ ])?(\d{1,20})$/.exec(reference) ?? [];
  if (number === undefined) return { reference, number: null, facility: null };
  return { reference, number: plain(number), facility: facility === undefined ? null : plain(facility) };
}

const plain = (digits: string): string => digits.replace(/^0+(?=\d)/, "");

/** Two spellings of one card are one. */
export const cardKey = (value: CardValue): string =>
  value.number === null ? `r:${value.reference.toLowerCase()}` : `n:${value.facility ?? ""}:${value.number}`;

/** Field names are plain (`card_number`) in formats and prefixed in lists. */
export const isField = (name: string | null | undefined, wanted: "card_number" | "facility_code"): boolean =>
  name === wanted || (name?.endsWith(`.${wanted}`) ?? false);

const fieldOf = (card: BrivoCredential, name: "card_number" | "facility_code"): string | null => {
  const value = card.fieldValues?.find((field) => isField(field.name, name))?.value;
  return value === undefined ? null : plain(value);
};

/** By the reference written on it, else by its number; a facility code that was typed must be the card's. */
export function isCard(value: CardValue, card: BrivoCredential): boolean {
  if (!isCardFormat(card.credentialFormat.id)) return false;
  if (card.referenceId?.trim().toLowerCase() === value.reference.toLowerCase()) return true;
  if (value.number === null) return false;
  const number = fieldOf(card, "card_number") ?? plain(card.referenceId?.trim() ?? "");
  const facility = fieldOf(card, "facility_code");
  return number === value.number && (value.facility === null || facility === value.facility);
}

/** The one card that is meant; `many` when the number alone names several. An exact reference goes first. */
export function chooseCard(
  value: CardValue,
  cards: readonly BrivoCredential[],
): { readonly card: BrivoCredential } | "none" | "many" {
  const meant = cards.filter((card) => isCard(value, card));
  const exact = meant.filter((card) => card.referenceId?.trim() === value.reference);
  const [first, second] = exact.length > 0 ? exact : meant;
  if (!first) return "none";
  return second ? "many" : { card: first };
}

/** A format with a number that can be made from digits alone; the facility code may be part of it. */
export const isNumbered = (format: BrivoFormat): boolean =>
  isCardFormat(format.id) &&
  format.id !== UNKNOWN_FORMAT &&
  (format.credentialFields ?? []).some((field) => isField(field.name, "card_number"));

/** The body that makes this card in the bank; null when the format wants a facility code that was not typed. */
export function newCard(value: CardValue, format: BrivoFormat): Record<string, unknown> | null {
  if (value.number === null) return null;
  const fieldValues: { id: number; value: string }[] = [];
  for (const { id, name } of format.credentialFields ?? []) {
    const digits = isField(name, "card_number") ? value.number : value.facility;
    if (digits === null) return null;
    fieldValues.push({ id, value: digits });
  }
  const referenceId = value.facility === null ? value.number : `${value.facility}-${value.number}`;
  return { credentialFormat: { id: Number(format.id) }, referenceId, fieldValues };
}
