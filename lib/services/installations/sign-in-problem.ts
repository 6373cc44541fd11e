import type { CheckCause } from "../install-views";

/** What a request says of the session it should carry. */
export type CookieState =
  | "good"
  | "none"
  | "unreadable"
  | "other_secret"
  | "expired"
  | "ended"
  | "other_account";

/** What is known when a sign-in is checked. Headers only: none of it is proof, all of it helps to explain. */
export interface SignInSignals {
  readonly cookie: CookieState;
  /** A cookie made under the other scheme came instead. */
  readonly hasOtherSchemeCookie: boolean;
  readonly isFramed: boolean;
  /** How the install link came in: under another host, or over http while https is configured. */
  readonly way: "as_configured" | "other_host" | "other_scheme";
  /** Now, on the page of the check. */
  readonly isOtherHost: boolean;
  readonly isOtherScheme: boolean;
}

const OF_COOKIE: Readonly<Record<Exclude<CookieState, "good">, CheckCause>> = {
  none: "cookies_blocked",
  unreadable: "cookie_unreadable",
  other_secret: "cookie_other_secret",
  expired: "cookie_expired",
  ended: "cookie_ended",
  other_account: "cookie_other_account",
};

/**
 * Why a sign-in did not stick, or null when it did (design I3). Of several causes the one that must be put right
 * first is named:
 *
 *     cookie   framed  other host  other scheme  ->
 *     good     any     any         any           null
 *     not good yes     any         any           framed: no cookie is kept there, whatever else holds
 *     not good no      yes         any           wrong_host
 *     not good no      no          yes           scheme_mismatch
 *     not good no      no          no            by the cookie that came
 */
export function signInProblem(signals: SignInSignals): CheckCause | null {
  if (signals.cookie === "good") return null;
  if (signals.isFramed) return "framed";
  if (signals.isOtherHost || signals.way === "other_host") return "wrong_host";
  const isMixed = signals.isOtherScheme || signals.way === "other_scheme" || signals.hasOtherSchemeCookie;
  if (isMixed) return "scheme_mismatch";
  return OF_COOKIE[signals.cookie];
}
