import type { Clock } from "@/lib/clock";
import type { FetchLike } from "./contract";
import type { Option } from "./facets";

/** How one connects to a vendor: what is asked for, and how that becomes a token. */

export interface TokenSet {
  readonly accessToken: string;
  /** Null when the answer carried none: the old one is kept. */
  readonly refreshToken: string | null;
  readonly expiresAt: Date;
}

/** One input of the connect form. Secret ones are kept sealed, the others among the connection's settings. */
export interface CredentialField {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly pattern?: string;
  readonly example?: string;
  readonly options?: readonly Option[];
}

/**
 * Something to choose after connecting. `choice` = one of `options` or of the connector's `listOptions(key)`;
 * `choices` = several of them in the admin's order, kept joined by commas; `switch` = "on" or absent.
 */
export interface SettingField {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly kind: "choice" | "choices" | "switch" | "text";
  readonly options?: readonly Option[];
  /** Must be set before the first activation. */
  readonly required: boolean;
  /** Holds until something else is chosen. */
  readonly initial?: string;
  /** Full match of a `text`. */
  readonly pattern?: string;
  /** Shown only while that switch is on, or that choice has one of these values. */
  readonly showIf?: { readonly key: string; readonly values: readonly string[] };
}

/** What every sign-in call is given: the operator's keys and what was typed into the connect form. */
export interface SignInCall {
  readonly operator: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly fetch: FetchLike;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export interface OAuthFlow {
  readonly kind: "oauth2";
  /** The vendor offers PKCE: `codeChallenge` (S256) and `codeVerifier` are given. */
  readonly pkce: boolean;
  authorizeUrl(input: {
    readonly operator: Readonly<Record<string, string>>;
    readonly settings: Readonly<Record<string, string>>;
    readonly redirectUri: string;
    readonly state: string;
    readonly codeChallenge: string | null;
  }): string;
  /** Errors: `credentials_invalid` for a used or expired code; `invalid_request` when no refresh token comes back. */
  exchange(
    input: SignInCall & {
      readonly code: string;
      readonly redirectUri: string;
      readonly codeVerifier: string | null;
    },
  ): Promise<TokenSet>;
  /** Errors: `credentials_invalid` when the refresh token is refused: an admin must reconnect. */
  refresh(input: SignInCall & { readonly refreshToken: string }): Promise<TokenSet>;
}

/**
 * Signs in with what the connect form asked for and gives a session (a token, or what stands for one) to be kept sealed
 * and used until it is refused or ends. Called once per refused session, never twice with inputs that were refused.
 */
export interface SessionFlow {
  readonly kind: "session";
  /** Errors: `credentials_invalid` or `invalid_request` with `field` = the input to check, as far as the vendor tells. */
  signIn(input: SignInCall): Promise<TokenSet>;
}
