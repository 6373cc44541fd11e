import type { CredentialField, SettingField } from "../sign-in";
import { REGION_OPTIONS } from "./endpoints";

/** The action that counts as a door opened by a person: "User Entry" (D-ACT of docs/vendors/brivo.md). */
export const ENTRY_ACTIONS = "2004";

export const connectFields: readonly CredentialField[] = [
  {
    key: "region",
    label: "Region",
    help: "Where your Brivo account is kept: Europe if you sign in at an address with .eu. in it, else Global.",
    secret: false,
    required: true,
    options: REGION_OPTIONS,
  },
  {
    key: "apiKey",
    label: "API key",
    help: "Ask technicalsupport@brivo.com for one if your account has none yet.",
    secret: true,
    required: true,
    pattern: "\\S{8,200}",
  },
];

export const settings: readonly SettingField[] = [
  {
    key: "site",
    label: "Location",
    help: "Doors of this location are offered, and the groups that open them.",
    kind: "choice",
    required: true,
  },
  {
    key: "cardFormat",
    label: "Format of new cards",
    help: "Cards that are not in Brivo yet are added in this format. Leave it empty to use only cards that are there.",
    kind: "choice",
    required: false,
  },
  {
    key: "passLanguage",
    label: "Language of mobile pass invitations",
    help: "Brivo sends these e-mails itself.",
    kind: "choice",
    required: false,
    initial: "en",
    options: [
      { value: "en", label: "English" },
      { value: "fr", label: "French" },
      { value: "es", label: "Spanish" },
      { value: "nl", label: "Dutch" },
      { value: "de", label: "German" },
      { value: "sv", label: "Swedish" },
    ],
  },
  {
    key: "entryActions",
    label: "Events that count as an opening",
    help: "Numbers of Brivo's door events, by commas. Change it only if check-ins are missing.",
    kind: "text",
    required: false,
    initial: ENTRY_ACTIONS,
    pattern: "\\d{1,6}(,\\d{1,6}){0,19}",
  },
];
