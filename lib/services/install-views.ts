import type { SimulatorView } from "./views";

/** What the pages before the console show. Conventions as in `views.ts`. */

export interface LandingView {
  /** Null = the deployment has no marketplace page configured. */
  readonly marketplaceUrl: string | null;
  /** A live session: the way back in. */
  readonly session: { readonly subdomain: string; readonly href: string } | null;
  readonly simulator: SimulatorView | null;
}

export type InstallProblemReason =
  | "incomplete_link"
  | "bad_signature"
  | "stale_link"
  | "used_link"
  | "credential_refused"
  | "nexudus_unavailable"
  | "location_taken"
  | "busy";

export interface InstallProblemView {
  readonly reason: InstallProblemReason;
  /** `location_taken`: the only thing that may be named. */
  readonly locationName: string | null;
  /** Where "Open Nexudus" leads; null hides the button. */
  readonly nexudusUrl: string | null;
  /** A number for support; never personal. */
  readonly reference: string | null;
}

interface InstallQuestionParts {
  /** The account the link opens. */
  readonly other: string;
  /** The account this browser is signed in to, when it is another one: it will be left. */
  readonly signedInTo: string | null;
  /** Posted back, so that only what was shown is confirmed. */
  readonly shown: string;
}

/** A genuine link that waits for an admin's word. Nothing happened yet. */
export type InstallQuestionView = InstallQuestionParts &
  (
    | {
        readonly kind: "switch";
        /** The link installs Lintel there for the first time. */
        readonly isNew: boolean;
      }
    | {
        readonly kind: "takeover";
        readonly locations: readonly string[];
        /** What goes on as it is; null = it starts with nothing connected. */
        readonly goesOn: { readonly connections: number; readonly people: number } | null;
        /** Days after which what the earlier installation gave is taken back at the latest. */
        readonly graceDays: number;
      }
  );

export type CheckCause =
  | "framed"
  | "wrong_host"
  | "scheme_mismatch"
  | "cookies_blocked"
  | "cookie_unreadable"
  | "cookie_other_secret"
  | "cookie_expired"
  | "cookie_ended"
  | "cookie_other_account";

/** The page that ends every possible sign-in loop. */
export interface CheckPageView {
  readonly cause: CheckCause;
  /** Origin Lintel must be opened at, and the one the browser used, as far as its headers tell. */
  readonly expectedOrigin: string;
  readonly seenOrigin: string | null;
  /** The third failure in a row within two minutes. */
  readonly isStopped: boolean;
  /** Where Lintel is opened from. */
  readonly nexudusUrl: string;
  /** `framed`: the address to open in a tab of its own. */
  readonly tabHref: string | null;
}

/** Why a page is not shown: what the session cookie of the request said. */
export type SignedOutReason = "none" | "unreadable" | "other_secret" | "expired" | "ended" | "signed_out";
