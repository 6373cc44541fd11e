import type { ConnectorDefinition } from "../contract";
import { createBrivoConnector } from "./connector";
import { BRIVO_DEFAULTS } from "./endpoints";
import { brivoOAuth } from "./oauth";
import { connectFields, settings } from "./settings";

const read = (page: string) => `${page}, read 2026-11-29`;
const REFERENCE = read("https://apidocs.brivo.com/access/references/user.yaml");
const GROUPS = read("https://apidocs.brivo.com/access/references/group.yaml");
const CARDS = read("https://apidocs.brivo.com/access/references/credential.yaml");
const PIN_PAGE = read("https://support.brivo.com/l/en/article/dgv735h6l6-issuing-a-pin-code");

export const brivo: ConnectorDefinition = {
  id: "brivo",
  name: "Brivo",
  auth: brivoOAuth,
  connectFields,
  settings,
  network: { kind: "public" },
  // The client of either region is enough; a connection in a region without one says so.
  operatorKeys: [],
  operatorDefaults: BRIVO_DEFAULTS,
  leadMinutes: 10,
  lagMinutes: 15,
  pushAheadDays: 0,
  limits: {
    concurrency: 1,
    callsPerSecond: 5,
    key: "api-key",
    keyField: "apiKey",
    source:
      "UNVERIFIED: none is published; a public client keeps to 20 a second with a development key and 50 with a production key (github.com/christophertino/mindbody-brivo)",
  },
  capabilities: {
    timedGrants: {
      value: "no",
      note: "A membership of a group has no dates; timers add and remove it.",
      source: GROUPS,
    },
    ownershipMarker: {
      value: "yes",
      note: "externalId of a person; readable by every administrator of the account.",
      source: REFERENCE,
    },
    grantMarker: {
      value: "no",
      note: "A membership is a bare link between person and group.",
      source: GROUPS,
    },
    mutationUnit: { value: "membership", source: GROUPS },
    observe: {
      value: "bulk",
      note: "100 people per call, and the members of each group at 100 per call.",
      source: GROUPS,
    },
    grantsPerGroup: {
      value: "one",
      note: "One is in a group or not; sixteen groups at most.",
      source: REFERENCE,
    },
    email: {
      value: "yes",
      note: "UNVERIFIED: the type of an address, which carries our mark, is free text in public clients only.",
      source: REFERENCE,
    },
    pin: {
      value: "yes",
      note: "4 to 8 digits, for people made by Lintel. UNVERIFIED: that it can be written by PATCH.",
      source: PIN_PAGE,
    },
    cards: {
      value: "yes",
      note: "By reference or number, with facility code, out of the account's bank of cards.",
      source: CARDS,
    },
    events: {
      value: "yes",
      source: read("https://apidocs.brivo.com/access/references/events.yaml"),
    },
    passInvitations: {
      value: "yes",
      source: read("https://apidocs.brivo.com/access/references/digital_invitations.yaml"),
    },
    suspend: { value: "yes", source: REFERENCE },
    remove: { value: "yes", note: "Cards go back into the account's bank.", source: REFERENCE },
  },
  pinRule: { min: 4, max: 8, forbids: ["run", "repeat"], source: PIN_PAGE },
  presence: "per_door",
  create: createBrivoConnector,
};
