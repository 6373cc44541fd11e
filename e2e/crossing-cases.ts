import { type ActionArgument, Form, IDLE } from "./call-action";

/** Ids of whatever is to be reached: the stranger's to see them refused, one's own to see the call is right. */
export interface Ids {
  readonly connection: string;
  readonly preview: string;
  readonly approval: string;
  readonly visit: string;
  readonly person: string;
  readonly member: string;
  readonly location: string;
}

const form = (...fields: readonly (readonly [string, string])[]) => [IDLE, new Form(fields)] as const;
const onConnection = (ids: Ids) => form(["connectionId", ids.connection]);

interface ActionCase {
  /** What follows the installation. */
  readonly args: (ids: Ids) => readonly ActionArgument[];
  /**
   * What is answered to somebody else's ids under one's own installation. Null = the action takes no ids but the
   * installation itself.
   */
  readonly refusal: RegExp | null;
}

const NOT_THERE = /There is no such|is no such|not_found|not valid|no longer|does not exist|did not work/;
const on = "app/(console)/[installation]";

/** Every server action that works for an installation, by `<file>#<name>`. */
export const ACTION_CASES: Readonly<Record<string, ActionCase>> = {
  [`${on}/sign-out.ts#signOutAction`]: { args: () => [new Form([])], refusal: null },
  [`${on}/settings/account/sign-out-everywhere.ts#signOutEverywhereAction`]: {
    args: () => form(),
    refusal: null,
  },
  [`${on}/settings/account/actions.ts#saveLocations`]: {
    args: (ids) => form([`zone.${ids.location}`, "Europe/Madrid"], [`dayChangeHour.${ids.location}`, "5"]),
    refusal: /There is no such location/,
  },
  [`${on}/connections/actions.ts#connectVendor`]: {
    args: (ids) => form(["vendor", "akiles"], ["location", ids.location]),
    refusal: /Choose at least one of your locations/,
  },
  [`${on}/connections/actions.ts#signInAtVendor`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#enterCredentials`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#lookAtCertificate`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#confirmServer`]: {
    args: (ids) => form(["connectionId", ids.connection], ["fingerprint", "AA:BB"]),
    refusal: NOT_THERE,
  },
  [`${on}/connections/actions.ts#saveVendor`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#confirmOwnership`]: {
    args: (ids) => form(["connectionId", ids.connection], ["answer", "no"]),
    refusal: NOT_THERE,
  },
  [`${on}/connections/actions.ts#saveConnection`]: {
    args: (ids) =>
      form(
        ["connectionId", ids.connection],
        ["location", ids.location],
        ["leadMinutes", "60"],
        ["lagMinutes", "60"],
      ),
    refusal: NOT_THERE,
  },
  [`${on}/connections/actions.ts#pause`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#resume`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#checkConnection`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/connections/actions.ts#disconnect`]: {
    args: (ids) => form(["connectionId", ids.connection], ["grants", "0"], ["removePeople", "on"]),
    refusal: NOT_THERE,
  },
  [`${on}/connections/actions.ts#acceptWhatIsLeft`]: {
    args: (ids) => form(["connectionId", ids.connection], ["grants", "0"]),
    refusal: NOT_THERE,
  },
  [`${on}/settings/account/actions.ts#removeLintel`]: {
    args: () => form(["confirm", "northgate"], ["grants", "0"], ["removePeople", "on"]),
    refusal: null,
  },
  [`${on}/mapping/actions.ts#saveMapping`]: {
    args: (ids) => [
      { connectionId: ids.connection, changes: [{ key: "resource:1", groupIds: ["gmg_board"] }] },
    ],
    refusal: NOT_THERE,
  },
  [`${on}/mapping/actions.ts#saveRules`]: {
    args: (ids) => form(["connectionId", ids.connection], ["leadMinutes", "60"], ["lagMinutes", "60"]),
    refusal: NOT_THERE,
  },
  [`${on}/mapping/actions.ts#readFile`]: {
    args: (ids) => [{ connectionId: ids.connection, text: "kind,id,access groups\nplan,1,Board room\n" }],
    refusal: NOT_THERE,
  },
  [`${on}/approvals/actions.ts#approve`]: {
    args: (ids) => form(["approvalId", ids.approval], ["people", "11"]),
    refusal: NOT_THERE,
  },
  [`${on}/approvals/actions.ts#dismiss`]: {
    args: (ids) => form(["approvalId", ids.approval], ["people", "11"]),
    refusal: NOT_THERE,
  },
  [`${on}/approvals/actions.ts#putBackAccess`]: {
    args: (ids) => form(["personId", ids.person]),
    refusal: NOT_THERE,
  },
  [`${on}/approvals/actions.ts#letIn`]: { args: (ids) => form(["personId", ids.person]), refusal: NOT_THERE },
  [`${on}/approvals/actions.ts#saveBudget`]: {
    args: (ids) => form(["connectionId", ids.connection], ["sharePercent", "50"], ["peopleMin", "5"]),
    refusal: NOT_THERE,
  },
  [`${on}/presence/actions.ts#savePresence`]: {
    args: (ids) =>
      form(
        ["connectionId", ids.connection],
        ["onOpen", "on"],
        ["action.gad_front_door", "check_in"],
        ["location.gad_front_door", ids.location],
      ),
    refusal: NOT_THERE,
  },
  [`${on}/presence/actions.ts#listDoors`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/visitors/actions.ts#showLinkAction`]: {
    args: (ids) => form(["keyId", ids.visit]),
    refusal: NOT_THERE,
  },
  [`${on}/visitors/actions.ts#mailAgainAction`]: {
    args: (ids) => form(["keyId", ids.visit]),
    refusal: NOT_THERE,
  },
  [`${on}/members/[id]/actions.ts#lookAgain`]: {
    args: (ids) => form(["memberId", ids.member]),
    refusal: NOT_THERE,
  },
  [`${on}/members/[id]/actions.ts#confirmWho`]: {
    args: (ids) => form(["personId", ids.person], ["vendorPersonId", "mem_x"]),
    refusal: NOT_THERE,
  },
  [`${on}/members/(list)/actions.ts#confirmSeveral`]: {
    args: (ids) =>
      form(["choices", JSON.stringify([{ personId: ids.person, vendorPersonId: "mem_x", share: false }])]),
    refusal: NOT_THERE,
  },
  [`${on}/members/[id]/pass-actions.ts#resendInvitation`]: {
    args: (ids) => form(["personId", ids.person]),
    refusal: NOT_THERE,
  },
  [`${on}/members/[id]/people-actions.ts#separate`]: {
    args: (ids) => form(["personId", ids.person], ["memberId", ids.member]),
    refusal: NOT_THERE,
  },
  [`${on}/members/[id]/people-actions.ts#adoptByHand`]: {
    args: (ids) => form(["personId", ids.person], ["digest", "0".repeat(64)]),
    refusal: NOT_THERE,
  },
  [`${on}/preview/[id]/adoption-actions.ts#lookForPeople`]: { args: onConnection, refusal: NOT_THERE },
  [`${on}/preview/[id]/adoption-actions.ts#chooseAdoption`]: {
    args: (ids) => form(["connectionId", ids.connection], ["decision.gmg_board", "adopt"]),
    refusal: NOT_THERE,
  },
  [`${on}/preview/[id]/actions.ts#confirm`]: {
    args: (ids) => form(["previewId", ids.preview], ["digest", "0".repeat(64)]),
    refusal: NOT_THERE,
  },
  [`${on}/preview/[id]/actions.ts#dismiss`]: {
    args: (ids) => form(["previewId", ids.preview], ["digest", "0".repeat(64)]),
    refusal: NOT_THERE,
  },
  [`${on}/preview/[id]/actions.ts#waitAMoment`]: { args: () => [], refusal: null },
};

/** Actions for somebody who may be signed in nowhere: a cookie of their own says what they are about. */
export const UNBOUND_ACTIONS: Readonly<
  Record<string, { readonly args: readonly ActionArgument[]; readonly leadsTo: RegExp }>
> = {
  "app/install/confirm/actions.ts#accept": {
    args: form(["shown", "0".repeat(64)]),
    leadsTo: /^\/install\/problem\?code=used/,
  },
  "app/install/confirm/actions.ts#decline": { args: [], leadsTo: /^\/[0-9a-f-]{36}(;|$)/ },
};

/** Pages that belong to no installation; every other one begins with it. */
export const PUBLIC_PAGES: Readonly<Record<string, string>> = {
  "/": "the landing page",
  "/check": "looks whether the session cookie stuck",
  "/install/confirm": "asks about the link in a cookie of its own",
  "/install/problem": "says why a link was not followed",
  "/signed-out": "says why nobody is signed in",
};

/** Handlers that know no installation and no session. */
export const UNBOUND_HANDLERS: Readonly<Record<string, string>> = {
  "/api/auth/[...nextauth]": "has no provider: there is nothing to sign in with",
  "/api/canonical": "answers with an address alone",
  "/api/demo": "names the simulated systems, in simulator mode alone",
  "/api/health": "says which part works",
  "/api/inngest": "takes signed calls of the engine alone",
};
