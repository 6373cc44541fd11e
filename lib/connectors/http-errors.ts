import { VendorError, type VendorErrorKind } from "./errors";

/** Longest wait taken from a vendor's Retry-After; a larger one is cut, so that no header can park us for days. */
export const RETRY_AFTER_MAX_MS = 15 * 60_000;
const RETRY_AFTER_MIN_MS = 1_000;

export interface Failure {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body, or undefined when it was empty or no JSON. */
  readonly body: unknown;
  readonly isHtml: boolean;
  /** The answer as it came, for a vendor's own reading to look for fixed words in; never told on. */
  readonly text?: string;
}

/**
 * Retry-After in ms, as seconds or as an HTTP date, within 1 s and `RETRY_AFTER_MAX_MS`; undefined when
 * absent or unreadable. A date is taken relative to the answer's own Date header, else to `now`.
 */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  const bounded = (ms: number) => Math.min(RETRY_AFTER_MAX_MS, Math.max(RETRY_AFTER_MIN_MS, Math.ceil(ms)));
  if (/^\d+(\.\d+)?$/.test(value)) return bounded(Number(value) * 1_000);
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const base = Date.parse(headers.get("date") ?? "");
  return bounded(at - (Number.isNaN(base) ? now.getTime() : base));
}

/**
 * The one place where a status becomes a kind. HTML in a 403 or 404 comes from something in front of the
 * vendor: it says nothing about permissions, and is no proof that an object is gone.
 */
export function kindOfStatus({ status, isHtml }: Pick<Failure, "status" | "isHtml">): VendorErrorKind {
  if (status === 401) return "credentials_invalid";
  if (status === 429) return "rate_limited";
  if (status === 408 || status === 425 || status >= 500) return "unavailable";
  if (isHtml && (status === 403 || status === 404)) return "unavailable";
  if (isHtml) return "unexpected_response";
  if (status === 403) return "permission_denied";
  if (status === 404 || status === 410) return "not_found";
  if (status === 409) return "conflict";
  // Redirects are not followed: a passing one is somebody's maintenance page, a lasting one a moved API.
  if (status === 302 || status === 303 || status === 307) return "unavailable";
  if (status < 400) return "unexpected_response";
  return "invalid_request";
}

/** Builds the error of a failed call. The message holds vendor, operation and status, never the body. */
export function failureToError(
  failure: Failure,
  context: {
    readonly vendor: string;
    readonly operation: string;
    readonly now: Date;
    readonly code?: string | undefined;
  },
): VendorError {
  const kind = kindOfStatus(failure);
  const waits = kind === "rate_limited" || kind === "unavailable";
  const wait = waits ? retryAfterMs(failure.headers, context.now) : undefined;
  return new VendorError(kind, `${context.vendor} ${context.operation}: HTTP ${failure.status}`, {
    status: failure.status,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(context.code === undefined ? {} : { vendorCode: context.code }),
  });
}
