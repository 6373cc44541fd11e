import type { ConnectorDefinition } from "../contract";
import { createDoorFlowConnector } from "./connector";
import { DOORFLOW_DEFAULTS } from "./endpoints";
import { doorflowOAuth } from "./oauth";
import { settings } from "./settings";

const read = (page: string) => `${page}, read 2026-11-29`;
const OPENAPI = read("openapi.yaml of github.com/doorflow/doorflow-sdk-typescript");
const article = (number: number) =>
  read(`https://developer.doorflow.com/docs/categories/endpoints/articles/${number}`);
const PINS = read("https://developer.doorflow.com/guides/core-concepts/pins");

export const doorflow: ConnectorDefinition = {
  id: "doorflow",
  name: "DoorFlow",
  auth: doorflowOAuth,
  connectFields: [],
  settings,
  network: { kind: "public" },
  operatorKeys: ["apiUrl", "authUrl", "clientId", "clientSecret"],
  operatorDefaults: DOORFLOW_DEFAULTS,
  leadMinutes: 15,
  lagMinutes: 15,
  pushAheadDays: 14,
  limits: {
    concurrency: 1,
    callsPerSecond: 5,
    key: "connection",
    source:
      "UNVERIFIED: none is published but one sync in 30 s; one call at a time and five a second until a test day told more",
  },
  capabilities: {
    timedGrants: {
      value: "yes",
      note: "A reservation of a group has a start and an end, which DoorFlow keeps. UNVERIFIED: that doors do so without a sync at each.",
      source: article(47931),
    },
    ownershipMarker: {
      value: "yes",
      note: "system_id of a person, which only the API can write.",
      source: article(47866),
    },
    grantMarker: {
      value: "no",
      note: "Neither a reservation nor a membership has room for one.",
      source: OPENAPI,
    },
    mutationUnit: {
      value: "person",
      note: "The list of a person's groups is written whole; reservations are made and deleted one by one.",
      source: OPENAPI,
    },
    openEnded: {
      value: "untimed",
      note: "A reservation has an end; without one it is a plain membership of the group.",
      source: OPENAPI,
    },
    observe: {
      value: "bulk",
      note: "100 people with their groups per call, and all reservations in one.",
      source: OPENAPI,
    },
    grantsPerGroup: { value: "many", source: OPENAPI },
    email: {
      value: "no",
      note: "An address opens nothing, and may be used once in an account.",
      source: OPENAPI,
    },
    pin: {
      value: "yes",
      note: "4 to 8 digits, for people made by Lintel. Some accounts take 5 digits only: then DoorFlow refuses others.",
      source: PINS,
    },
    cards: {
      value: "yes",
      note: "One of each card type of the account, four at most, for people made by Lintel.",
      source: article(47861),
    },
    events: { value: "yes", source: article(47863) },
    flush: {
      value: "yes",
      note: "Changes reach the doors with a sync, one in 30 s.",
      source: read("https://developer.doorflow.com/docs/categories/promoting-changes/articles/47871"),
    },
    remove: { value: "yes", source: OPENAPI },
  },
  pinRule: { min: 4, max: 8, forbids: [], source: PINS },
  presence: "per_door",
  create: createDoorFlowConnector,
};
