import type { FetchLike } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import type { GuardedAnswer, GuardedFetchOptions } from "@/lib/security/guarded-fetch";
import { UrlGuardError } from "@/lib/security/url-guard";
import { CERTIFICATE } from "./read-inputs";

export type Guarded = (typed: string, options: GuardedFetchOptions) => Promise<GuardedAnswer>;

/** Some servers know no pages: a list of everybody comes in one answer. */
const BODY_MAX_BYTES = 16 * 1024 * 1024;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/**
 * Calls a server whose address a person typed: only there, only through the guard, only to the certificate an admin
 * confirmed. Errors: `VendorError`; `server_untrusted` stops everything until an admin looks.
 */
export function typedFetch(input: {
  readonly server: string;
  readonly serverField: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly guarded: Guarded;
}): FetchLike {
  return async (url, init) => {
    const pinned = input.settings[CERTIFICATE];
    if (!pinned)
      throw new VendorError("server_untrusted", "the server's certificate was not confirmed yet", {
        vendorCode: "certificate_unconfirmed",
      });
    if (
      !URL.canParse(url) ||
      !URL.canParse(input.server) ||
      new URL(url).origin !== new URL(input.server).origin
    )
      throw new VendorError("server_untrusted", "another server than the one that was confirmed", {
        field: input.serverField,
      });
    const method = METHODS.find((known) => known === (init.method ?? "GET").toUpperCase());
    if (!method) throw new VendorError("unsupported", "not a method that is used here");
    try {
      const { response } = await input.guarded(url, {
        method,
        headers: Object.fromEntries(new Headers(init.headers).entries()),
        ...(typeof init.body === "string" ? { body: init.body } : {}),
        timeoutMs: input.timeoutMs,
        bodyMaxBytes: BODY_MAX_BYTES,
        showRedirects: init.redirect === "manual",
        pinnedFingerprint256: pinned,
      });
      return response;
    } catch (error) {
      throw error instanceof UrlGuardError ? refusalOf(error, input.serverField) : error;
    }
  };
}

/** What the guard's words mean for a connection. */
export function refusalOf(error: UrlGuardError, serverField: string): VendorError {
  const details = { field: serverField, vendorCode: error.kind };
  switch (error.kind) {
    case "not_a_url":
    case "not_https":
    case "credentials_in_url":
      return new VendorError("invalid_request", "the server's address cannot be used", details);
    case "not_public":
    case "certificate_untrusted":
    case "certificate_changed":
      return new VendorError("server_untrusted", "the server is not one that may be called", details);
    case "unresolvable":
    case "unreachable":
    case "timed_out":
      return new VendorError("unavailable", "the server does not answer", details);
    case "redirected":
    case "too_large":
      return new VendorError("unexpected_response", "the server answers something else", details);
    default: {
      const never: never = error.kind;
      return never;
    }
  }
}
