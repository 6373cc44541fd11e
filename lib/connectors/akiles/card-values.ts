/**
 * What staff type into a card field, read for Akiles. Pure.
 * `id` = Akiles' own card id; `uid` = ISO 14443 UID in upper-case hex without separators; `printed` = the
 * code printed on the card. `digitsOnly` = the UID could just as well be a printed code.
 */
export type CardValue =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "uid"; readonly uid: string; readonly digitsOnly: boolean; readonly typed: string }
  | { readonly kind: "printed"; readonly code: string };

const UID_HEX_LENGTHS = [8, 14, 20];

/** Null for what can be none of these. UIDs have 4, 7 or 10 bytes; `04:A2-1b 0c` and `04A21B0C` are one. */
export function toCardValue(typed: string): CardValue | null {
  const value = typed.trim();
  if (/^crd_[A-Za-z0-9_-]+$/.test(value)) return { kind: "id", id: value };
  if (value.startsWith("crd_")) return null;
  const uid = value.replace(/[\s:.-]/g, "").toUpperCase();
  if (/^[0-9A-F]+$/.test(uid) && UID_HEX_LENGTHS.includes(uid.length)) {
    return { kind: "uid", uid, digitsOnly: /^\d+$/.test(value), typed: value };
  }
  return /^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,63}$/.test(value) ? { kind: "printed", code: value } : null;
}

/** Whether a card of the organization is the one meant. */
export function isCard(
  value: CardValue,
  card: {
    readonly id: string;
    readonly uid?: string | null | undefined;
    readonly printed_code?: string | null | undefined;
  },
): boolean {
  if (value.kind === "id") return card.id === value.id;
  if (value.kind === "printed") return card.printed_code === value.code;
  const uid = card.uid?.replace(/[\s:.-]/g, "").toUpperCase();
  return uid === value.uid || (value.digitsOnly && card.printed_code === value.typed);
}

/** The same for two values that mean one card. */
export const cardKey = (value: CardValue): string =>
  value.kind === "id" ? value.id : value.kind === "uid" ? `uid ${value.uid}` : `printed ${value.code}`;
