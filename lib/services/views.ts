/**
 * What pages of the console show: plain data, decided by services, drawn by components. Here is what all of them share;
 * each page has a file of its own, named after it.
 *
 * Conventions: `Instant` is ISO 8601 in UTC with a trailing Z; every view that shows times carries `now` and the
 * IANA `zone` to show them in, so that server and browser draw the same words. Names are exactly as Nexudus or the
 * vendor writes them. Sentences are complete, in sentence case, without ids. `null` means "there is none".
 */

export type Instant = string;
export type Zone = string;

/** Every page that shows times. */
export interface TimedView {
  readonly now: Instant;
  readonly zone: Zone;
}

/** The state language: the same words and colours everywhere. */
export type StatusView =
  | { readonly kind: "open"; readonly until: Instant | null }
  | { readonly kind: "opens"; readonly at: Instant }
  | { readonly kind: "ended"; readonly at: Instant | null }
  /** `underWay` shows the spinner; false = waiting for its turn. */
  | { readonly kind: "applying"; readonly underWay: boolean }
  /** `what` reads after "Needs you: ", e.g. "confirm who this is". */
  | { readonly kind: "needs_you"; readonly what: string }
  | { readonly kind: "retrying"; readonly at: Instant }
  /** Reads "Problem: <cause> - <remedy>". */
  | { readonly kind: "problem"; readonly cause: string; readonly remedy: string }
  /** Made by hand at the vendor. */
  | { readonly kind: "foreign" }
  | { readonly kind: "unmapped" }
  /** A member who has no right to any mapped thing. */
  | { readonly kind: "no_access" };

/** What happened, what it means for doors, what to do: in that order. */
export interface ProblemView {
  readonly id: string;
  readonly severity: "attention" | "negative";
  readonly what: string;
  readonly meaning: string;
  readonly remedy: string;
  /** The one place to go and do it. */
  readonly link: { readonly label: string; readonly href: string } | null;
  readonly since: Instant | null;
}

/** Work under way. `total` null = not known yet; shown as done of how much otherwise. */
export interface ProgressView {
  readonly label: string;
  readonly done: number;
  readonly total: number | null;
}

/** What a server action answers. `values` keeps what was typed (never secrets). */
export interface ActionState {
  readonly status: "idle" | "ok" | "error";
  readonly message: string | null;
  /** By input name. */
  readonly fieldErrors: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  /** An address of another site where the work goes on, e.g. a vendor's sign-in. The page goes there by itself. */
  readonly goTo?: string;
}
export type FormAction = (previous: ActionState, form: FormData) => Promise<ActionState>;

export interface ShellView {
  /** Path prefix of the console without a trailing slash, e.g. "/console/abc". Pages live below it. */
  readonly base: string;
  readonly account: { readonly subdomain: string; readonly email: string | null };
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  /** Chosen location (`?location=<id>`); null = all locations. */
  readonly locationId: string | null;
  /** Problems and approvals beside the entries; 0 hides the number. */
  readonly counts: Readonly<
    Partial<Record<"overview" | "connections" | "mapping" | "members" | "approvals" | "settings", number>>
  >;
  /** Re-approval pending: every page says so on top. */
  readonly parked: {
    /** Null = nothing counts down yet. */
    readonly removesOn: Instant | null;
    readonly reopenUrl: string | null;
    /** Up to when Nexudus was read: what every page shows is as known then. */
    readonly factsAsOf: Instant | null;
  } | null;
  /** Lintel is being removed: every page says how far that is. */
  readonly removing: ProgressView | null;
  readonly simulator: SimulatorView | null;
  readonly now: Instant;
  readonly zone: Zone;
}

/** Demo mark: every page carries it in simulator mode. */
export interface SimulatorView {
  readonly links: readonly { readonly label: string; readonly href: string }[];
}
