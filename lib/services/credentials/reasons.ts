import type { credentialKinds } from "@/db/schema/credentials";
import type { CardProblem, PinRule } from "@/lib/connectors/contract";

export type CredentialKind = (typeof credentialKinds)[number];

export type PinReason =
  | "not_digits"
  | "too_short"
  | "too_long"
  | "simple_run"
  | "simple_repeat"
  | "taken"
  | "refused";
export type CardReason = CardProblem["reason"] | "refused";
export type EmailReason = "bad_address" | "refused";

/** Why a vendor, or its rule, takes a credential not. A closed list: what is stored is one of these words. */
export type CredentialReason = PinReason | CardReason | EmailReason;

interface Words {
  /** Reads after "PIN: ", "Card 2: ", "E-mail: ". */
  readonly cause: string;
  readonly remedy: string;
}

const EDIT = "in Nexudus";

/** What a reason means and what to do about it, for people. Never says the value. */
export function reasonWords(
  reason: string,
  at: { readonly vendorName: string; readonly pinRule: PinRule | null },
): Words {
  const { vendorName, pinRule } = at;
  const length = pinRule === null ? "" : ` of ${pinRule.min} to ${pinRule.max} digits`;
  const other = { cause: `${vendorName} did not accept it`, remedy: `change it ${EDIT}` };
  const words: Readonly<Record<CredentialReason, Words>> = {
    not_digits: { cause: "not only digits", remedy: `enter a PIN${length} ${EDIT}` },
    too_short: { cause: `too short for ${vendorName}`, remedy: `enter a PIN${length} ${EDIT}` },
    too_long: { cause: `too long for ${vendorName}`, remedy: `enter a PIN${length} ${EDIT}` },
    simple_run: { cause: `${vendorName} takes no digits in a row`, remedy: `enter another PIN ${EDIT}` },
    simple_repeat: {
      cause: `${vendorName} takes no PIN of one digit only`,
      remedy: `enter another PIN ${EDIT}`,
    },
    taken: {
      cause: `taken by another person at ${vendorName}`,
      remedy: `enter another PIN ${EDIT}; an earlier one works until then`,
    },
    unknown_card: {
      cause: `not known at ${vendorName}`,
      remedy: `ask ${vendorName}'s admin to add the card, or correct it ${EDIT}`,
    },
    card_in_use: {
      cause: `in use by another person at ${vendorName}`,
      remedy: `take it from that person at ${vendorName}, or remove it ${EDIT}`,
    },
    too_many: {
      cause: `${vendorName} has room for fewer cards`,
      remedy: `take cards that are not used any more out ${EDIT}`,
    },
    bad_format: { cause: `no card number that ${vendorName} knows`, remedy: `correct it ${EDIT}` },
    bad_address: { cause: "not an e-mail address", remedy: `correct it ${EDIT}` },
    refused: other,
  };
  return (words as Readonly<Record<string, Words>>)[reason] ?? other;
}
