import { VendorError } from "../errors";
import { type Failure, retryAfterMs } from "../http-errors";

/** What an administrator needs to see groups, in Brivo's own words (D-GRP of docs/vendors/brivo.md). */
export const GROUP_PERMISSION = "Account Config Tool Administrators";

const THROTTLED = /over[ _](qps|rate)/i;
const INACTIVE = /developer[ _]inactive/i;

/**
 * What the gateway in front of Brivo answers, read before the common table: it speaks HTML and its own header.
 * UNVERIFIED: header and wording of throttling; both were seen with the same gateway elsewhere.
 */
export function gatewayFailure(
  { status, headers, text = "" }: Failure,
  operation: string,
  now: Date,
): VendorError | null {
  const at = `brivo ${operation}: HTTP ${status}`;
  const said = `${headers.get("x-mashery-error-code") ?? ""} ${text}`;
  if (status === 403 && THROTTLED.test(said)) {
    const wait = retryAfterMs(headers, now);
    return new VendorError("rate_limited", at, {
      status,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  if (status === 403 && INACTIVE.test(said))
    return new VendorError("credentials_invalid", `${at}, the API key is not taken`, {
      status,
      field: "apiKey",
      vendorCode: "developer_inactive",
    });
  // "Service Not Found": a wrong path, verb or region. Waiting does not mend it.
  if (status === 596) return new VendorError("unexpected_response", at, { status });
  return null;
}

/** Failures of the API. A 403 in JSON is a missing right, and which one is known. */
export function apiFailure(failure: Failure, operation: string, now: Date): VendorError | null {
  const gateway = gatewayFailure(failure, operation, now);
  if (gateway) return gateway;
  const { status, body, isHtml } = failure;
  if (status === 403 && !isHtml)
    return new VendorError("permission_denied", `brivo ${operation}: HTTP ${status}`, {
      status,
      permission: GROUP_PERMISSION,
    });
  if (status === 400 && /duplicate credential found/i.test(messageOf(body)))
    return new VendorError("invalid_request", `brivo ${operation}: HTTP ${status}`, {
      status,
      vendorCode: "duplicate_credential",
    });
  return null;
}

/** Only ever matched against fixed words; never told on. */
function messageOf(body: unknown): string {
  const text = typeof body === "object" && body !== null && "message" in body ? body.message : "";
  return typeof text === "string" ? text : "";
}
