import type { AltaCardFormat, AltaCredential } from "./schemas";

/**
 * What staff type into a card field, read as a credential of the chosen type. Pure.
 * UNVERIFIED: that "Automatic" of the vendor's own integration reads values this way; hex is never taken for DESFire by
 * guess. UNVERIFIED: the body of `fobAllegion` (Schlage), taken to be a number.
 */

/** The choices of the setting `credentialType`, by the names space admins know. */
export const CREDENTIAL_TYPES = [
  { value: "automatic", label: "Automatic" },
  { value: "mifare_csn", label: "Openpath/MIFARE (CSN) - Fast" },
  { value: "desfire", label: "Openpath DESFire (Encrypted) - Secure" },
  { value: "wiegand", label: "Wiegand ID" },
  { value: "schlage", label: "Schlage" },
  { value: "pin", label: "PIN" },
] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number]["value"];

export const CARD_MODELS = [
  "card",
  "cardMifareCsn",
  "cardOpenpathDesfireEv1",
  "fobAllegion",
  "pincode",
] as const;
type CardModel = (typeof CARD_MODELS)[number];

export interface CardCredential {
  readonly model: CardModel;
  readonly body: Readonly<Record<string, unknown>>;
  /** The same for two values that mean one credential. */
  readonly key: string;
}

/** Whole bytes, three at least. */
const CSN = /^([0-9A-F]{2}){3,50}$/;
/** A letter of hex, or bytes set apart: digits alone are never a serial number by guess. */
const looksLikeSerial = (value: string): boolean =>
  /[A-F]/i.test(value) || /^[0-9]{2}([\s:.-][0-9]{2}){2,}$/.test(value);

export const PIN_DIGITS = /^\d{4,8}$/;

export const typeOf = (setting: string | undefined): CredentialType =>
  CREDENTIAL_TYPES.find(({ value }) => value === setting)?.value ?? "automatic";

/** Null for what cannot be a credential of the type. `format` = the chosen card format, for `card` only. */
export function toCard(
  typed: string,
  type: CredentialType,
  format: AltaCardFormat | null,
): CardCredential | null {
  const value = typed.trim();
  switch (type) {
    case "automatic":
      return toWiegand(value, format) ?? (looksLikeSerial(value) ? toHex(value, "cardMifareCsn", CSN) : null);
    case "mifare_csn":
      return toHex(value, "cardMifareCsn", CSN);
    case "desfire":
      return toHex(value, "cardOpenpathDesfireEv1", /^[0-9A-F]{14}$/);
    case "wiegand":
      return toWiegand(value, format);
    case "schlage":
      return toNumber(value, "fobAllegion", /^\d{1,20}$/);
    case "pin":
      return toNumber(value, "pincode", PIN_DIGITS);
    default: {
      const never: never = type;
      return never;
    }
  }
}

/** A number, or facility code and number (`10-2044`, `10:2044`) where the format has both. */
function toWiegand(value: string, format: AltaCardFormat | null): CardCredential | null {
  const chosen = format === null ? {} : { cardFormatId: Number(format.id) };
  if (/^\d{1,20}$/.test(value))
    return { model: "card", body: { ...chosen, number: value }, key: `card ${BigInt(value)}` };
  const [, facilityCode, cardId] = /^(\d{1,10})\s*[-:/]\s*(\d{1,10})$/.exec(value) ?? [];
  if (facilityCode === undefined || cardId === undefined || format === null || !hasFacility(format))
    return null;
  return {
    model: "card",
    body: { ...chosen, fields: { facilityCode, cardId } },
    key: `card ${BigInt(facilityCode)}-${BigInt(cardId)}`,
  };
}

const hasFacility = ({ code, description }: AltaCardFormat): boolean =>
  /prox26/i.test(code) ||
  ["facilityCode", "cardId"].every((name) => description?.fields?.some((field) => field === name) === true);

/** `04:a2-1b 0c` and `04A21B0C` are one. */
function toHex(value: string, model: CardModel, pattern: RegExp): CardCredential | null {
  const number = value.replace(/[\s:.-]/g, "").toUpperCase();
  return pattern.test(number) ? { model, body: { number }, key: `${model} ${number}` } : null;
}

function toNumber(value: string, model: CardModel, pattern: RegExp): CardCredential | null {
  if (!pattern.test(value)) return null;
  return { model, body: { number: value }, key: keyOfNumber(model, value) };
}

/** Leading zeros of a card number mean nothing, those of a PIN do. */
const keyOfNumber = (model: string, number: string): string =>
  model !== "pincode" &&
  model !== "cardMifareCsn" &&
  model !== "cardOpenpathDesfireEv1" &&
  /^\d+$/.test(number)
    ? `${model} ${BigInt(number)}`
    : `${model} ${number.toUpperCase()}`;

/** Every key that a credential at the vendor answers to. */
export function keysOf({ model, body }: AltaCredential): readonly string[] {
  const keys: string[] = [];
  if (body.number != null) keys.push(keyOfNumber(model, body.number));
  const facilityCode = body.fields?.facilityCode ?? body.facilityCode;
  const cardId = body.fields?.cardId ?? body.cardId;
  if (facilityCode != null && cardId != null && /^\d+$/.test(facilityCode) && /^\d+$/.test(cardId))
    keys.push(`${model} ${BigInt(facilityCode)}-${BigInt(cardId)}`);
  return keys;
}
