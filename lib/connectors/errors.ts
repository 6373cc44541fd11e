/** Why a vendor call did not do what was asked. A closed list; each kind has one disposition. */
export type VendorErrorKind =
  | "rate_limited"
  | "unavailable"
  | "credentials_invalid"
  /** The server is not the one an admin confirmed (another certificate), or may not be reached (its address). */
  | "server_untrusted"
  | "permission_denied"
  | "not_found"
  | "conflict"
  | "invalid_request"
  | "unexpected_response"
  | "unsupported";

/** What the caller does about a kind of error. */
export type Disposition =
  | { readonly do: "retry_at"; readonly afterMs: number }
  | { readonly do: "retry" }
  | { readonly do: "park" }
  | { readonly do: "replan" }
  | { readonly do: "record" };

/**
 * Carries data only. `message` is fixed text plus ids and status; never a token, a PIN, an e-mail, a name
 * or a response body. `field` names the input to check where the vendor (or we) know it.
 */
export class VendorError extends Error {
  override readonly name = "VendorError";
  constructor(
    readonly kind: VendorErrorKind,
    message: string,
    readonly details: {
      readonly status?: number;
      readonly retryAfterMs?: number;
      readonly field?: string;
      readonly permission?: string;
      readonly vendorCode?: string;
    } = {},
  ) {
    super(message);
  }
}

const DEFAULT_RETRY_AFTER_MS = 5_000;

/** Exhaustive: a new kind does not compile until somebody decides here. */
export function dispositionOf(error: VendorError): Disposition {
  switch (error.kind) {
    case "rate_limited":
      return { do: "retry_at", afterMs: error.details.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS };
    case "unavailable":
      return { do: "retry" };
    case "credentials_invalid":
    case "server_untrusted":
    case "permission_denied":
      return { do: "park" };
    case "not_found":
    case "conflict":
      return { do: "replan" };
    case "invalid_request":
    case "unexpected_response":
    case "unsupported":
      return { do: "record" };
    default: {
      const never: never = error.kind;
      return never;
    }
  }
}
