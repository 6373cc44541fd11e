/** Reads nothing and changes nothing by the rules of HTTP. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/**
 * Vendors send browsers here, some with a form; what they bring is bound to the browser by a cookie of its own.
 */
const FROM_ELSEWHERE = /^\/api\/vendors(\/|$)/;
/** Files made for the admin alone: no other page has a reason to start their download. */
const FILES = /\/csv\/?$/;

export interface Sender {
  readonly method: string;
  /** Path alone, doubled slashes taken out. */
  readonly path: string;
  readonly headers: Headers;
}

/**
 * True for a request that a page of another site made a browser send: it carries our cookies and none of the
 * admin's will. Every browser names the origin of whatever is not a plain read, so one without is no browser
 * that our pages run in. `null` is a sandboxed frame or a page that hides where it came from.
 *
 *     method       Origin             Sec-Fetch-Site            answer
 *     read         any                any                       ours, but a file only from our own pages
 *     other        not our origin     any                       foreign
 *     other        our origin         same-origin or not sent   ours
 *     other        our origin         anything else             foreign
 */
export function isForeign(sender: Sender, origin: string): boolean {
  const { method, path, headers } = sender;
  const site = headers.get("sec-fetch-site");
  if (SAFE.has(method)) return FILES.test(path) && (site === "cross-site" || site === "same-site");
  if (FROM_ELSEWHERE.test(path)) return false;
  return headers.get("origin") !== origin || (site !== null && site !== "same-origin");
}
