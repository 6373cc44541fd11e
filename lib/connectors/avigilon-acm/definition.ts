import type { ConnectorDefinition } from "../contract";
import { createAcmConnector } from "./connector";
import { connectFields, PIN_RULE } from "./settings";
import { acmSignIn } from "./sign-in";

const read = (page: string) => `${page}, read 2026-11-21`;
const NEXUDUS_HELP = read("https://help.nexudus.com/docs/integrating-avigilon");
const WORKFLOW = read("ACM Workflow Guide 5.0, pages 53-58 (azmanual.top/manuals/366353)");
const ENROLLMENT = read("ACM Identity Enrollment Guide 5.0, pages 22-26 (azmanual.top/manuals/366345)");
const CLIENTS = read(
  "public clients github.com/Access-Grid/avigilon-service and /avigilon-unity-chrome-plugin",
);

export const avigilonAcm: ConnectorDefinition = {
  id: "avigilon-acm",
  name: "Avigilon ACM / Unity (on premise)",
  auth: acmSignIn,
  connectFields,
  settings: [],
  network: { kind: "typed", serverField: "server" },
  operatorKeys: [],
  leadMinutes: 15,
  lagMinutes: 15,
  pushAheadDays: 0,
  limits: {
    concurrency: 1,
    callsPerSecond: 5,
    key: "server",
    keyField: "server",
    oneWriteAtATime: true,
    source:
      "UNVERIFIED: none is published. The server is a small appliance whose role lists are written whole, without a lock: one write at a time",
  },
  capabilities: {
    timedGrants: {
      value: "no",
      note: `A role's dates hold for everybody in it; timers add and remove it, 15 minutes around (${NEXUDUS_HELP}).`,
      source: WORKFLOW,
    },
    ownershipMarker: {
      value: "yes",
      note: "The street address of people and the embossed number of cards; readable by every operator of the server. UNVERIFIED: that the server keeps it.",
      source: ENROLLMENT,
    },
    grantMarker: { value: "no", note: "A role held is a name in a list.", source: CLIENTS },
    mutationUnit: { value: "person", note: "All roles of a person are written at once.", source: CLIENTS },
    observe: {
      value: "whole",
      note: "Everybody with their roles in one answer, in XML; where a server has no such list, 100 per page and one call per person.",
      source: CLIENTS,
    },
    grantsPerGroup: { value: "one", source: WORKFLOW },
    email: {
      value: "no",
      note: "Not needed to open doors, and the form of a person blanks what it is not sent.",
      source: ENROLLMENT,
    },
    pin: {
      value: "yes",
      note: "Where the door has a keypad mode. UNVERIFIED: length and uniqueness are settings of the panels.",
      source: ENROLLMENT,
    },
    cards: { value: "yes", note: "The number encoded on the card, in digits.", source: ENROLLMENT },
    events: {
      value: "no",
      note: "The server writes events to a port of the receiver, without a name or encryption; there is no history to ask for.",
      source: read("Unity Access manual pages 520-525 in github.com/ddelorez/DTTP_XML_Middleware"),
    },
    remove: { value: "yes", note: "Not whoever holds roles or cards that others gave.", source: CLIENTS },
  },
  pinRule: PIN_RULE,
  presence: "none",
  create: createAcmConnector,
};
