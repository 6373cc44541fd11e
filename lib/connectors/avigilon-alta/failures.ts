import { VendorError } from "../errors";
import { type Failure, retryAfterMs } from "../http-errors";

/**
 * Errors of this vendor are not documented. Clients saw `{message}` with 400 for an unknown id, and guess a 403 for a
 * throttle; so the text is looked at for a few words. It is never repeated: it may hold a name or a number.
 */

/** Scope that a call needs; said when it is refused. Source: scopes of sign-in answers, `o<org>-<name>:<r|w>`. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  list_entries: "site:r",
  list_sites: "site:r",
  list_events: "rpt:r",
  sign_in: "user:r",
};
const permissionOf = (operation: string): string =>
  PERMISSIONS[operation] ?? (/^(list|get|find)_/.test(operation) ? "user:r" : "user:w");

/** The free text of an error answer, from the places where clients found it. */
export function messageOf(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const inner = (value: unknown): string =>
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
      ? value.message
      : "";
  const { error, err } = body as { readonly error?: unknown; readonly err?: unknown };
  return inner(body) || inner(error) || (typeof error === "string" ? error : "") || inner(err);
}

/** The vendor's own reading of a failure; null = the common table decides. */
export function classify(failure: Failure, operation: string, now: Date): VendorError | null {
  if (failure.isHtml) return null;
  const { status, headers, body } = failure;
  const text = messageOf(body);
  const error = (
    kind: VendorError["kind"],
    more: { readonly vendorCode?: string; readonly permission?: string; readonly retryAfterMs?: number } = {},
  ) => new VendorError(kind, `avigilon-alta ${operation}: HTTP ${status}`, { status, ...more });
  if (status === 403 && /rate|throttl|too many/i.test(text)) {
    const wait = retryAfterMs(headers, now);
    return error("rate_limited", wait === undefined ? {} : { retryAfterMs: wait });
  }
  if (status === 403) return error("permission_denied", { permission: permissionOf(operation) });
  if (status !== 400 && status !== 404 && status !== 409 && status !== 422) return null;
  if (status !== 409 && /not found/i.test(text)) return error("not_found");
  if (status !== 404 && /already|exists|in use|duplicate/i.test(text))
    return error("conflict", { vendorCode: "duplicate" });
  return null;
}

/** A 2xx that says inside that it is none. */
export function refuseInnerError(body: unknown, operation: string): void {
  const failed =
    typeof body === "object" &&
    body !== null &&
    (("statusCode" in body && Number(body.statusCode) >= 400) ||
      ("error" in body && body.error != null) ||
      ("err" in body && body.err != null));
  if (failed)
    throw new VendorError("unexpected_response", `avigilon-alta ${operation}: success with an error inside`);
}
