/** Why a Nexudus call did not do what was asked. A closed list. */
export type NexudusErrorKind =
  /** Asked to wait: 429, or the legacy 409. `retryAfterMs` is set. */
  | "throttled"
  /** 401, or 403 with a JSON or empty body: the credential is dead, or the role for `entity` is missing. */
  | "unauthorized"
  /** Redirected, or a page instead of data: a sign-in page. Not proof that the credential is bad. */
  | "redirected"
  /** 403 with a page: the firewall in front of the API. Not proof that the credential is bad. */
  | "firewall"
  /** 404. `code: "route"` when it is the address that is unknown, not the record. */
  | "missing"
  /** 5xx, or the generic "Ooops!" failure. */
  | "server"
  /** No answer: refused, reset, DNS, or `code: "timeout"`. A write may have happened. */
  | "unavailable"
  /** An answer that is not what this endpoint returns. */
  | "bad_response"
  /** The request itself was turned down; `code` and `property` say why, where known. */
  | "refused"
  /** 409 that is no throttle. */
  | "conflict"
  /** A listed row contradicts the filter that was sent: the platform ignored the filter. */
  | "filter_ignored";

/** What a refusal was about. Derived from the message, which itself is never kept. */
export type RefusalCode = "required_field" | "missing_filter" | "access_denied" | "other";

export interface NexudusErrorDetails {
  /** The entity, as in the route: "bookings". Names the role that may be missing. */
  readonly entity: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly code?: RefusalCode | "route" | "timeout";
  /** The property a refusal names, e.g. "Coworker". */
  readonly property?: string;
}

/** Carries data only: kind, entity and status; never a body, a URL, a credential or a personal datum. */
export class NexudusError extends Error {
  override readonly name = "NexudusError";
  constructor(
    readonly kind: NexudusErrorKind,
    readonly details: NexudusErrorDetails,
  ) {
    const { entity, status, code, property } = details;
    super(
      `Nexudus ${entity}: ${[kind, status, code, property].filter((part) => part !== undefined).join(" ")}`,
    );
  }
}
