import type { CredentialField, SettingField } from "../sign-in";
import { CREDENTIAL_TYPES } from "./card-values";

/** What the connect form asks for. Source of all four: https://help.nexudus.com/v3/docs/integrating-openpath, read 2026-11-29. */
export const connectFields: readonly CredentialField[] = [
  {
    key: "username",
    label: "Username",
    help: "The e-mail address of an account of its own for Lintel, without two-step sign-in, in Avigilon Alta.",
    secret: false,
    required: true,
    pattern: "[^\\s@]+@[^\\s@]+",
    example: "lintel@example.com",
  },
  {
    key: "password",
    label: "Password",
    help: "Of that account. Accounts that sign in with Google, Microsoft or Okta have none here. If it is right, check the region too.",
    secret: true,
    required: true,
  },
  {
    key: "organizationId",
    label: "Organization ID",
    help: "The number after /o/ in the address of the Avigilon Alta portal.",
    secret: false,
    required: true,
    pattern: "\\d{1,15}",
    example: "4321",
  },
  {
    key: "region",
    label: "Region",
    help: "Where the portal is: control.openpath.com or control.eu.openpath.com.",
    secret: false,
    required: true,
    options: [
      { value: "global", label: "Global" },
      { value: "eu", label: "Europe" },
    ],
  },
];

/** What is chosen once connected. */
export const settings: readonly SettingField[] = [
  {
    key: "credentialType",
    label: "Credential type",
    help: "What the values in a member's Access Card ID are. Automatic: digits are a Wiegand card, anything with letters the serial number of a MIFARE card.",
    kind: "choice",
    options: CREDENTIAL_TYPES,
    required: false,
    initial: "automatic",
  },
  {
    key: "cardFormat",
    label: "Card format",
    help: "The format of Wiegand cards. Leave it out if the cards are read as raw numbers.",
    kind: "choice",
    required: false,
    showIf: { key: "credentialType", values: ["automatic", "wiegand"] },
  },
  {
    key: "cloudKey",
    label: "Send a CloudKey link to visitors",
    help: "Each expected visitor gets a link that opens the doors below during the visit.",
    kind: "switch",
    required: false,
  },
  {
    key: "guestEntryIds",
    label: "CloudKey Guests Entry ID",
    help: "The doors that visitors may open. Those that do not allow remote unlock stay shut.",
    kind: "choices",
    required: false,
    showIf: { key: "cloudKey", values: ["on"] },
  },
];
