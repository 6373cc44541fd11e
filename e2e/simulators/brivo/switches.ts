/**
 * Behaviours that Brivo does not document, or that a test wants otherwise. The defaults are the strict
 * readings: a connector that passes with them and with their opposites needs no luck.
 */
export interface Switches {
  /** Life of an access token; 300 s documented, 59 s in recordings of 2017. */
  accessTokenSeconds: number;
  /** A refresh answers with a new refresh token, and the old one is refused. */
  rotateRefreshTokens: boolean;
  /** No token answer carries a refresh token. */
  omitRefreshToken: boolean;
  invalidGrantStatus: 400 | 401;
  /** How the code reaches the redirect URI: Brivo's text says POST, working clients handle a GET. */
  redirectVerb: "post_form" | "post_query" | "get";
  /** PUT of a membership that is there already. */
  repeatedJoin: 204 | 400;
  /** DELETE of a membership that is not there. */
  repeatedLeave: 204 | 400 | 404;
  /** `pin` in a PATCH of the user. */
  pinByPatch: "accepted" | "ignored" | "refused";
  /** `suspended` in a POST, PUT or PATCH of the user. */
  suspendedInBody: "ignored" | "applied";
  /** A card that another user holds. */
  foreignCard: "refused" | "moved";
  /** A second user with the same `externalId`. */
  externalIdTwice: "allowed" | "refused";
  externalLookup: "exact" | "any_case";
  /** What `type` of an e-mail or a telephone number may be. */
  contactTypes: "free" | "listed";
  /** `pageSize` above 100. */
  pageSizeAboveMax: "refused" | "cut";
  /** A date-time `offset` of events: rows before that instant only, or those at it too. */
  eventOffset: "before" | "at_or_before";
  /** Rows of the list of invitations carry `credentialId`. */
  invitationRowsNameCredential: boolean;
  /** No pass licence is left. */
  noPassLeftStatus: 400 | 403 | 412;
  /** How long a redeemed pass' invitation stays in the list after its credential was taken away. */
  redeemedStaysListed: boolean;
  /** How long a change takes to reach the panels. */
  panelDelayMs: number;
  /** Objects carry fields, and events action ids, that no client knows yet. */
  extraFields: boolean;
}

export const defaultSwitches = (): Switches => ({
  accessTokenSeconds: 300,
  rotateRefreshTokens: true,
  omitRefreshToken: false,
  invalidGrantStatus: 401,
  redirectVerb: "post_form",
  repeatedJoin: 400,
  repeatedLeave: 404,
  pinByPatch: "accepted",
  suspendedInBody: "ignored",
  foreignCard: "refused",
  externalIdTwice: "allowed",
  externalLookup: "exact",
  contactTypes: "free",
  pageSizeAboveMax: "refused",
  eventOffset: "before",
  invitationRowsNameCredential: false,
  noPassLeftStatus: 412,
  redeemedStaysListed: true,
  panelDelayMs: 0,
  extraFields: false,
});
