import type { Instant, ProgressView, TimedView, Zone } from "./views";

/** What the account page shows. Conventions as in `views.ts`. */

export type WebhookState =
  | { readonly kind: "on" }
  /** Changes are then found by looking, within six minutes. */
  | { readonly kind: "off"; readonly why: string }
  | { readonly kind: "pending" };

export interface AccountBusinessView {
  readonly id: string;
  readonly name: string;
  /** From Nexudus; null when it has none or an unknown one. */
  readonly zoneSuggested: Zone | null;
  readonly zoneConfirmed: Zone | null;
  /** Local hour, 0-23, at which a day pass's day ends. */
  readonly dayChangeHour: number;
  readonly webhooks: WebhookState;
  /** E.g. contract dates that are no local midnight in this zone. */
  readonly warning: string | null;
}

export interface AccountView extends TimedView {
  readonly subdomain: string;
  /** As the Nexudus API says. */
  readonly installerEmail: string | null;
  /** As the install link said; shown as unverified, and only when it differs. */
  readonly linkEmail: string | null;
  readonly installedAt: Instant;
  readonly businesses: readonly AccountBusinessView[];
  /** All IANA zones to choose from. */
  readonly zones: readonly Zone[];
  /** Missing Nexudus roles and what does not work without them. */
  readonly missingRoles: readonly { readonly role: string; readonly effect: string }[];
  /** "Remove Lintel": what it would take away. Null while it is under way. Posts `confirm`, `grants`, `removePeople`. */
  readonly removal: {
    readonly connections: number;
    readonly grants: number;
    readonly people: number;
    /** People who can enter right now and would not any more. */
    readonly insideNow: number;
    /** What is typed to confirm. */
    readonly confirmWord: string;
  } | null;
  readonly removing: RemovingView | null;
}

/** How far taking everything back is, connection by connection. */
export interface RemovingView {
  readonly since: Instant;
  readonly why: "asked" | "grace_over";
  readonly connections: readonly {
    readonly id: string;
    readonly label: string;
    readonly progress: ProgressView;
    readonly isDone: boolean;
    /** Waits for an admin: connect again, or accept what is left. */
    readonly isStuck: boolean;
  }[];
}
