import type { ConnectorDefinition } from "../contract";
import { createAkilesConnector } from "./connector";
import { API_URL, AUTH_URL } from "./endpoints";
import { akilesOAuth } from "./oauth";

const NEXUDUS_HELP = "https://docs.akiles.app/help/integrations/nexudus/, read 2026-11-21";
const REFERENCE = "https://docs.akiles.app/dev/api/reference/, read 2026-11-21";
const DOTNET_CLIENT = "requests and live tests of github.com/rmja/Akiles.ApiClient, read 2026-11-21";

export const akiles: ConnectorDefinition = {
  id: "akiles",
  name: "Akiles",
  auth: akilesOAuth,
  connectFields: [],
  settings: [],
  network: { kind: "public" },
  operatorKeys: ["apiUrl", "authUrl", "clientId", "clientSecret"],
  operatorDefaults: { apiUrl: API_URL, authUrl: AUTH_URL },
  leadMinutes: 0,
  lagMinutes: 0,
  pushAheadDays: 90,
  limits: {
    concurrency: 1,
    callsPerSecond: 5,
    key: "connection",
    source:
      "UNVERIFIED: no limit is published; one call at a time and five a second until a test day told more",
  },
  capabilities: {
    timedGrants: {
      value: "yes",
      note: "Each group association carries its own start and end, which the doors enforce.",
      source: DOTNET_CLIENT,
    },
    ownershipMarker: {
      value: "yes",
      note: "Metadata on members, associations, PINs, e-mails and cards; readable by every admin of the organization.",
      source: REFERENCE,
    },
    mutationUnit: { value: "membership", source: DOTNET_CLIENT },
    observe: { value: "bulk", note: "100 members with their associations per call.", source: DOTNET_CLIENT },
    grantsPerGroup: {
      value: "many",
      note: "UNVERIFIED: when a second association is refused, the grant fails with code single_association.",
      source: "nowhere documented",
    },
    email: { value: "yes", note: "Lets the person sign in to the Akiles app.", source: NEXUDUS_HELP },
    pin: {
      value: "yes",
      note: "4 to 20 digits, unique in the organization. Mixed lengths make shorter ones end with # at the keypad.",
      source: "https://docs.akiles.app/help/opening-methods/pin-code/, read 2026-11-21",
    },
    cards: {
      value: "yes",
      note: "By card id, UID (4, 7 or 10 bytes in hex) or printed code.",
      source: DOTNET_CLIENT,
    },
    events: { value: "yes", source: "https://docs.akiles.app/dev/api/events/, read 2026-11-21" },
    remove: { value: "yes", note: "Akiles keeps a record that no list shows.", source: REFERENCE },
  },
  pinRule: {
    min: 4,
    max: 20,
    forbids: [],
    source: "https://docs.akiles.app/help/opening-methods/pin-code/, read 2026-11-21",
  },
  presence: "on_open",
  create: createAkilesConnector,
};
