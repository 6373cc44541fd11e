/**
 * Behaviours of the vendor that differ from server to server, that nobody has documented, or that a test wants
 * otherwise. The defaults are the strict readings.
 */
export interface Switches {
  /** What `GET /identities.json` does: lists, or 406. */
  jsonList: "works" | "not_acceptable";
  /**
   * The XML list without a filter. `full_form` = bare answers `<nil-classes>`, a shortened form 500, the whole form the
   * list; `works` = everybody whatever the parameters; `nil` = never a list; `not_acceptable` = 406.
   */
  xmlList: "full_form" | "works" | "nil" | "not_acceptable";
  /** The attribute filter of the XML list: honoured, answered with everybody, or with nobody. */
  filter: "works" | "everybody" | "nobody";
  /** What a row of the XML list shows: everything, or neither e-mail address nor other ways to reach somebody. */
  listShows: "all" | "names";
  prefix: "plasec" | "avigilon";
  /** `wrapped` = one person below `data`; `bare` = without it, with the tokens beside. */
  detailShape: "wrapped" | "bare";
  /** One person as JSON: the document, or 406 (then as XML). */
  jsonDetail: "works" | "not_acceptable";
  /** A single value of a list attribute in JSON. */
  singleValues: "array" | "bare";
  rolesList: "json" | "xml" | "none";

  /** HTTP Basic: refused, on `.xml` resources only, or everywhere and without CSRF. */
  basic: "off" | "xml" | "all";
  /** Which body `POST /sessions` reads; the other one is 406. */
  loginBody: "form" | "json" | "both";
  /** How a wrong login is answered; never with a cookie. */
  wrongLogin: "form_again" | "redirect" | "401";
  /** Wrong logins in a row until the account is locked; 0 = never. */
  lockAfter: number;
  /** A session ends after so much quiet, by the simulated clock. */
  sessionIdleMs: number;
  expiredSession: "redirect" | "login_page" | "401";
  /** A login ends the account's other sessions. */
  oneSession: boolean;
  csrfFrom: "cookie" | "meta";

  /** How a missing delegation is told: 403, or back to the form with nothing changed. */
  missingRight: "403" | "bounce";
  /** What becomes of a role the account may not hand out. */
  assignLimit: "ignored" | "forbidden";
  /** `sel_members[]` sent once and empty. */
  emptyRoleList: "clears" | "ignored";
  firstNameRequired: boolean;
  internalNumberRequired: boolean;
  duplicateNumber: "rejected" | "allowed";
  duplicatePin: "rejected" | "allowed";
  pinMin: number;
  pinMax: number;
  /** Whether hours and minutes of token dates count, or whole days in the server's zone. */
  tokenDates: "minute" | "day";
  /** What deleting somebody does to their tokens: they go too, they stay behind, or it is refused. */
  deleteIdentity: "cascades" | "orphans" | "refused";

  /** Seconds until a panel has learned a change. */
  panelLagSeconds: number;
  /** Real milliseconds a whole list takes. */
  listDelayMs: number;
}

export const defaultSwitches = (): Switches => ({
  jsonList: "not_acceptable",
  xmlList: "full_form",
  filter: "works",
  listShows: "all",
  prefix: "plasec",
  detailShape: "wrapped",
  jsonDetail: "works",
  singleValues: "array",
  rolesList: "json",
  basic: "off",
  loginBody: "both",
  wrongLogin: "form_again",
  lockAfter: 5,
  sessionIdleMs: 600_000,
  expiredSession: "redirect",
  oneSession: false,
  csrfFrom: "meta",
  missingRight: "403",
  assignLimit: "ignored",
  emptyRoleList: "clears",
  firstNameRequired: false,
  internalNumberRequired: true,
  duplicateNumber: "rejected",
  duplicatePin: "rejected",
  pinMin: 4,
  pinMax: 8,
  tokenDates: "minute",
  deleteIdentity: "orphans",
  panelLagSeconds: 5,
  listDelayMs: 0,
});

/** Kinds of server seen in the field, as sets of switches. */
export const PROFILES = {
  "xml-only": { jsonList: "not_acceptable", xmlList: "full_form", csrfFrom: "meta" },
  json: { jsonList: "works", xmlList: "works", csrfFrom: "cookie", detailShape: "bare" },
  "json-only": { jsonList: "works", xmlList: "not_acceptable", csrfFrom: "cookie" },
  basic: { jsonList: "not_acceptable", xmlList: "works", basic: "all" },
} as const satisfies Record<string, Partial<Switches>>;
