import { VendorError } from "../errors";
import type { Failure } from "../http-errors";
import { VENDOR } from "./endpoints";

/**
 * Rights an account needs, by operation, as an admin looks for them among the delegations. Those to list are documented
 * (agathalai.github.io/ACC, ACM prerequisites, read 2026-11-21). UNVERIFIED: the names of those to write.
 */
const RIGHTS: Readonly<Record<string, string>> = {
  list_people: "Identities Listing",
  find_people: "Identities Listing",
  get_person: "Identities Listing",
  list_roles: "Roles Listing",
  create_person: "Identities Add",
  delete_person: "Identities Delete",
  update_roles: "Identities Update Roles",
  list_tokens: "Tokens Listing",
  create_token: "Tokens Add",
  update_token: "Tokens Edit",
  delete_token: "Tokens Delete",
};
export const rightFor = (operation: string): string => RIGHTS[operation] ?? "the rights of the manual";

/** A page of the server itself, not of something in front of it. */
const isOwnPage = (text: string): boolean =>
  /csrf-param|authenticity_token|Access Control Manager|plasec/i.test(text);
/** Rails' words; every page of the server names the token's field besides, which says nothing. */
const STALE_TOKEN = /invalid\s*authenticity|can't verify CSRF|change you wanted was rejected/i;
const LOGIN_FORM = /action=["'][^"']*\/sessions["']/i;
const TO_LOGIN = /^(?:https:\/\/[^/]+)?\/sessions(?:[/?]|$)/i;

/** The address that a redirect names leads to the login page. */
export const isLoginAddress = (location: string): boolean => TO_LOGIN.test(location);

/**
 * The vendor's own ways to say no, before the common table. A session that ended is told by a redirect to the login
 * page, by that page itself, or by a stale CSRF token: all are read as 401, so that one new sign-in follows.
 *
 * With HTTP Basic every refused call was a wrong password: nothing may be tried again by itself, so no status is given.
 */
export function readFailure(failure: Failure, operation: string, isBasic: boolean): VendorError | null {
  const { status, headers, isHtml, text = "" } = failure;
  const say = (why: string) => `${VENDOR} ${operation}: ${why}`;
  const sentToLogin = status >= 300 && status < 400 && isLoginAddress(headers.get("location") ?? "");
  const isLoginPage = status === 200 && isHtml && LOGIN_FORM.test(text);
  if (isBasic && status === 401)
    return new VendorError("credentials_invalid", say("name or password refused"), { field: "password" });
  if (isBasic && (sentToLogin || isLoginPage))
    return new VendorError("credentials_invalid", say("the server takes no HTTP Basic here"), {
      field: "access",
    });
  const isStale = (status === 403 || status === 422) && isHtml && STALE_TOKEN.test(text);
  if (sentToLogin || isLoginPage || isStale)
    return new VendorError("credentials_invalid", say("the session ended"), { status: 401 });
  if (status === 403 && (!isHtml || isOwnPage(text)))
    return new VendorError("permission_denied", say("HTTP 403"), { status, permission: rightFor(operation) });
  if (status === 404 && isHtml && isOwnPage(text))
    return new VendorError("not_found", say("HTTP 404"), { status });
  if (status === 406) return new VendorError("unexpected_response", say("HTTP 406"), { status });
  return null;
}

const ERRORS = /<(\w+)[^>]*\b(?:id|class)=["'][^"']*error[^"']*["'][^>]*>([\s\S]*?)<\/\1>/i;

/**
 * A form that came back with 200: what it says, as one of our own words. The text itself is dropped; it may repeat what
 * was sent. UNVERIFIED: the words and the place of the vendor's messages.
 */
export function refusedForm(operation: string, status: number, page: string): VendorError {
  if (!/<form\b/i.test(page))
    return new VendorError("unexpected_response", `${VENDOR} ${operation}: neither done nor the form`, {
      status,
    });
  const said = (ERRORS.exec(page)?.[2] ?? "").replaceAll(/<[^>]*>/g, " ");
  return new VendorError("invalid_request", `${VENDOR} ${operation}: the form came back`, {
    status,
    vendorCode: codeOf(said),
  });
}

function codeOf(said: string): string {
  const isTaken = /taken|already|in use|duplicate|unique|exists/i.test(said);
  if (/\bPIN\b/i.test(said)) return isTaken ? "pin_taken" : "pin_refused";
  if (/number/i.test(said)) return isTaken ? "number_taken" : "number_refused";
  if (/name/i.test(said)) return "name_refused";
  return isTaken ? "taken" : "refused";
}
