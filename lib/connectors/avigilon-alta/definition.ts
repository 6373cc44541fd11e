import type { ConnectorDefinition } from "../contract";
import { createAvigilonAltaConnector } from "./connector";
import { API_URL, EU_API_URL } from "./endpoints";
import { connectFields, settings } from "./settings";
import { altaSession } from "./sign-in";

const REFERENCE =
  "https://openpath.readme.io/reference as captured on 2026-07-20 (github.com/api-evangelist/openpath), read 2026-11-29";
const NEXUDUS_HELP = "https://help.nexudus.com/v3/docs/integrating-openpath, read 2026-11-29";
const ADMIN_GUIDE = "administrator guide, https://www.easymanua.ls/avigilon/alta/manual?p=41";

export const avigilonAlta: ConnectorDefinition = {
  id: "avigilon-alta",
  name: "Avigilon Alta",
  auth: altaSession,
  connectFields,
  settings,
  network: { kind: "public" },
  operatorKeys: ["apiUrl", "euApiUrl"],
  operatorDefaults: { apiUrl: API_URL, euApiUrl: EU_API_URL },
  leadMinutes: 15,
  lagMinutes: 15,
  pushAheadDays: 14,
  limits: {
    concurrency: 2,
    callsPerSecond: 5,
    key: "connection",
    source: "UNVERIFIED: no limit is published; five a second and two at a time until a test day told more",
  },
  capabilities: {
    timedGrants: {
      value: "no",
      note: "Memberships of groups have no times; Lintel adds and removes them at the edges.",
      source: REFERENCE,
    },
    ownershipMarker: {
      value: "yes",
      note: "The external id of people. Cards and PINs of ours start on 3 February and 4 March 2001.",
      source: REFERENCE,
    },
    grantMarker: { value: "no", note: "A membership has no field of its own.", source: REFERENCE },
    mutationUnit: { value: "membership", source: REFERENCE },
    observe: { value: "bulk", note: "1000 people with their groups per call.", source: REFERENCE },
    grantsPerGroup: { value: "one", source: REFERENCE },
    email: {
      value: "no",
      note: "The address is who somebody is at Alta: it is given when the person is made, and not changed later.",
      source: REFERENCE,
    },
    pin: {
      value: "yes",
      note: "One per person, for keypad readers. UNVERIFIED: length and uniqueness; 4 to 8 digits are taken.",
      source: REFERENCE,
    },
    cards: {
      value: "yes",
      note: "By the credential type and card format chosen for the connection.",
      source: `${NEXUDUS_HELP}; ${ADMIN_GUIDE}`,
    },
    events: { value: "yes", note: "Read from the activity report; events have no ids.", source: REFERENCE },
    guestLinks: {
      value: "yes",
      note: "One cloud key per visit; the link's own start and end are kept by Alta.",
      source: "https://openpathsupport.zendesk.com/hc/en-us/articles/360016189291",
    },
    remove: { value: "yes", note: "Set inactive, as Delete in the portal does.", source: REFERENCE },
  },
  pinRule: { min: 4, max: 8, forbids: [], source: `UNVERIFIED: 4 to 100 digits in ${REFERENCE}` },
  presence: "none",
  create: createAvigilonAltaConnector,
};
