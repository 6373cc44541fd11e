import type { SettingField } from "../sign-in";

/**
 * Codes that count as an opening by a person: card, PIN, application, Apple pass, Google pass, multi-factor. Left out are
 * 12, 13, 14 and 16, to which two of the vendor's pages give different meanings (D1, D6 of docs/vendors/doorflow.md).
 */
export const ENTRY_CODES = "10,11,15,17,18,70";

export const settings: readonly SettingField[] = [
  {
    key: "site",
    label: "Check in customers at",
    help: "Doors of this site are offered. Groups belong to the whole account.",
    kind: "choice",
    required: true,
  },
  {
    key: "pinType",
    label: "Type of PINs",
    help: "Leave it empty to use the account's PIN type.",
    kind: "choice",
    required: false,
  },
  {
    key: "cardTypes",
    label: "Types of cards",
    help: "A member's cards are spread over these in order, one each, four at most. Leave it empty to use the account's card types.",
    kind: "choices",
    required: false,
  },
  {
    key: "entryCodes",
    label: "Events that count as an opening",
    help: "Numbers of DoorFlow's events, by commas. Change it only if check-ins are missing.",
    kind: "text",
    required: false,
    initial: ENTRY_CODES,
    pattern: "\\d{1,3}(,\\d{1,3}){0,19}",
  },
];
