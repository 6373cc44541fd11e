/**
 * What each page of the console shows: plain data, decided by services, drawn by components.
 *
 * Conventions: `Instant` is ISO 8601 in UTC with a trailing Z; every view that shows times carries `now` and the
 * IANA `zone` to show them in, so that server and browser draw the same words. Names are exactly as Nexudus or the
 * vendor writes them. Sentences are complete, in sentence case, without ids. `null` means "there is none".
 * One file on purpose: it is the whole contract between services and screens, but for the parts about the mapping,
 * about who is who and about a vendor itself, which are in `mapping-views.ts`, `people-views.ts` and `vendor-views.ts`.
 */

import type { PeopleToConfirmView, PersonQuestionView } from "./people-views";
import type { VendorPanelView } from "./vendor-views";

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

/* ------------------------------------------------------------------ frame */

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

/* ---------------------------------------------------- before the console */

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

/* ---------------------------------------------------------------- account */

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

/* ------------------------------------------------------------ connections */

export type ConnectionState =
  | "draft"
  | "connected"
  | "active"
  | "paused"
  | "needs_attention"
  | "disconnecting"
  | "disconnected";

export interface ConnectionStateView {
  readonly state: ConnectionState;
  /** `needs_attention`: reads after "Needs you: ". `paused`: by whom and when. */
  readonly reason: string | null;
}

export interface ConnectionCardView {
  readonly id: string;
  readonly vendorName: string;
  /** The vendor's own name of the account; null until connected. */
  readonly accountLabel: string | null;
  readonly state: ConnectionStateView;
  readonly locationNames: readonly string[];
  /** People Lintel keeps there, and those who may enter now. */
  readonly people: number;
  readonly openNow: number;
  readonly problems: number;
}

export interface ConnectionsView extends TimedView {
  readonly connections: readonly ConnectionCardView[];
  /** Locations whose zone is not confirmed: connecting waits for them. */
  readonly unconfirmedLocations: number;
}

export interface VendorFieldView {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly pattern: string | null;
  readonly example: string | null;
  /** A closed choice, e.g. a region; null = free text. */
  readonly options: readonly { readonly value: string; readonly label: string }[] | null;
}

export interface VendorView {
  readonly id: string;
  readonly name: string;
  /** One line: how it connects. */
  readonly summary: string;
  /** `oauth` = signing in at the vendor after this form; its fields may be empty. */
  readonly auth: "oauth" | "form";
  readonly fields: readonly VendorFieldView[];
  /** False = "not set up by the operator". */
  readonly available: boolean;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
}

/** Posts `vendor`, `location` (repeated) and one input per field key. */
export interface ConnectVendorView {
  readonly vendors: readonly VendorView[];
  /** The vendor whose form is open; null = choosing. */
  readonly vendorId: string | null;
  readonly locations: readonly ConnectLocationView[];
}

export interface ConnectLocationView {
  readonly id: string;
  readonly name: string;
  readonly covered: boolean;
  readonly zoneConfirmed: boolean;
  /** Names of other connections that cover it too. Allowed, worth seeing. */
  readonly alsoCoveredBy: readonly string[];
}

export interface ConnectionSwitchView {
  /** Input name, e.g. "emailSync", "vendorWindows". */
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly on: boolean;
  /** False = the vendor cannot; `help` then says so. */
  readonly available: boolean;
}

/** What becomes of people whose last right has ended: one of several, posted as `whenRightsEnd`. */
export interface RightsEndView {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly help: string;
}

/** One thing still to do before activation. */
export interface ActivationStepView {
  readonly label: string;
  readonly done: boolean;
  readonly link: { readonly label: string; readonly href: string } | null;
}

/** The settings form posts `location` (repeated), `leadMinutes`, `lagMinutes`, `whenRightsEnd` and each switch key ("on" when on). */
export interface ConnectionView extends TimedView {
  readonly id: string;
  readonly vendorName: string;
  readonly accountLabel: string | null;
  /** False until an admin answered "is this yours?". */
  readonly accountConfirmed: boolean;
  readonly state: ConnectionStateView;
  /** Whether signing in at the vendor is what comes next. */
  readonly signIn: boolean;
  readonly locations: readonly ConnectLocationView[];
  /** Minutes, 0-120. */
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  readonly switches: readonly ConnectionSwitchView[];
  /** Null = the vendor can do nothing with people. */
  readonly rightsEnd: RightsEndView | null;
  readonly steps: readonly ActivationStepView[];
  readonly problems: readonly ProblemView[];
  readonly people: number;
  readonly openNow: number;
  readonly lastFullCheckAt: Instant | null;
  /** Windows already at the vendor that have not begun, and whose: the pause dialog says how many stay. */
  readonly pushed: { readonly windows: number; readonly people: number };
  /** What disconnecting takes back. */
  readonly grants: number;
  readonly progress: ProgressView | null;
  /** Everything is being taken back; null = it is not. */
  readonly leaving: LeavingView | null;
  /** What the vendor itself asks for; null = nothing. */
  readonly vendor: VendorPanelView | null;
}

/** A disconnect under way. Accepting what is left posts `connectionId` and `grants`. */
export interface LeavingView {
  readonly since: Instant;
  readonly progress: ProgressView;
  /** Something stands in the way that may not go by itself: what is left may be accepted. */
  readonly isStuck: boolean;
  /** Not taken back yet, soonest first. */
  readonly leftovers: readonly {
    readonly id: string;
    readonly memberName: string;
    readonly groupName: string;
    readonly from: Instant;
    readonly until: Instant | null;
    /** The vendor ends it by itself then. */
    readonly endsByItself: boolean;
    readonly isOpenNow: boolean;
    /** Why the last try failed; null = not tried, or only waiting. */
    readonly why: string | null;
  }[];
  readonly left: number;
  readonly openNow: number;
}

/* ---------------------------------------------------------------- mapping */

export type ItemKindView = "plan" | "pass" | "desk" | "resource";

/* ---------------------------------------------------------------- preview */

export interface PreviewSentenceView {
  readonly effect: "adds_person" | "gives" | "takes" | "retimes";
  readonly text: string;
  /** The member is inside this window at `now`. */
  readonly nowInside: boolean;
}

export interface PreviewMemberView {
  readonly memberId: string;
  readonly name: string;
  readonly sentences: readonly PreviewSentenceView[];
}

/** The confirm form posts `previewId` and `digest`. */
export interface PreviewView extends TimedView {
  readonly previewId: string;
  readonly connectionLabel: string;
  /** What the admin changed, e.g. "Mapping of 3 items". */
  readonly cause: string;
  /** `changed` = confirmed digest no longer fits: `members` then shows only the difference. */
  readonly state: "ready" | "changed" | "applying" | "applied" | "dismissed";
  readonly digest: string;
  /** Operations caused by the change; "Apply 14 changes". */
  readonly causedCount: number;
  readonly totals: {
    readonly peopleAdded: number;
    readonly accessGiven: number;
    readonly accessTaken: number;
    readonly retimed: number;
    /** People who lose access while a window of theirs is running. */
    readonly losingWhileInside: number;
  };
  readonly groups: readonly { readonly name: string; readonly given: number; readonly taken: number }[];
  readonly members: readonly PreviewMemberView[];
  /** Members left out of `members` because the list is long. */
  readonly moreMembers: number;
  /** Decided against for now; `reason` is a sentence. */
  readonly held: readonly {
    readonly reason: string;
    readonly count: number;
    readonly names: readonly string[];
  }[];
  readonly progress: ProgressView | null;
}

/* --------------------------------------------------------------- overview */

export interface OverviewConnectionView extends ConnectionCardView {
  /** The zone of the location the edge belongs to, when it differs from the page's. */
  readonly nextEdge: { readonly at: Instant; readonly sentence: string } | null;
  readonly lastFullCheckAt: Instant | null;
  readonly progress: ProgressView | null;
}

export interface OverviewView extends TimedView {
  readonly connections: readonly OverviewConnectionView[];
  readonly problems: readonly ProblemView[];
  /** First steps while nothing is active; empty afterwards. */
  readonly steps: readonly ActivationStepView[];
}

/* ---------------------------------------------------------------- members */

/** `confirm` lists questions about who somebody is, in place of members. */
export type MemberStateFilter = "all" | "open" | "upcoming" | "problem" | "no_access" | "confirm";

export interface MemberRowView {
  readonly id: string;
  readonly name: string;
  readonly businessName: string;
  readonly status: StatusView;
  readonly groupNames: readonly string[];
  readonly nextEdgeAt: Instant | null;
}

/** Filters are GET parameters: `q`, `state`, `group`, `page` (from 1). */
export interface MembersView extends TimedView {
  readonly query: {
    readonly q: string;
    readonly state: MemberStateFilter;
    readonly groupId: string | null;
    readonly page: number;
    /** Chosen location, carried along in links. */
    readonly locationId?: string | null;
  };
  readonly stateCounts: Readonly<Record<MemberStateFilter, number>>;
  readonly people: PeopleToConfirmView;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly rows: readonly MemberRowView[];
  readonly total: number;
  readonly pageSize: number;
}

/** What the right comes from, and the colour of its bar. */
export type TimelineSource = "plan" | "desk" | "pass" | "booking" | "visit";

export interface TimelineBarView {
  readonly id: string;
  readonly source: TimelineSource;
  /** Name of the item, e.g. "Meeting room 2". */
  readonly label: string;
  /** The entitlement itself, without lead and lag. */
  readonly from: Instant;
  readonly until: Instant | null;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
}

export interface TimelineLaneView {
  readonly groupId: string;
  readonly groupName: string;
  readonly connectionLabel: string;
  readonly bars: readonly TimelineBarView[];
}

export interface MemberEntitlementView {
  readonly id: string;
  readonly source: TimelineSource;
  /** Nexudus' words, e.g. "Booking of Meeting room 2". */
  readonly label: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  /** Access groups it leads to; empty = "Not controlled by Lintel". */
  readonly groupNames: readonly string[];
  readonly status: StatusView;
  /** E.g. "Pass hours 08:00-18:00 are shown, not enforced". */
  readonly note: string | null;
}

export interface MemberVendorGroupView {
  readonly connectionLabel: string;
  readonly groupName: string;
  /** False = "Not managed by Lintel". */
  readonly managed: boolean;
  readonly status: StatusView;
  readonly from: Instant | null;
  readonly until: Instant | null;
}

export interface MemberCredentialView {
  readonly connectionLabel: string;
  /** "E-mail", "PIN", "Card", "Mobile pass". Values are never shown. */
  readonly kind: string;
  readonly state: "in_step" | "waiting" | "missing" | "off" | "problem";
  readonly detail: string | null;
  /** A mobile pass whose invitation can be sent again: who is asked for. */
  readonly resendTo?: string;
}

export interface MemberView extends TimedView {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly businessName: string;
  readonly status: StatusView;
  /** One sentence that answers "why can they (not) enter now?". */
  readonly answer: string;
  readonly range: { readonly from: Instant; readonly until: Instant };
  readonly lanes: readonly TimelineLaneView[];
  readonly entitlements: readonly MemberEntitlementView[];
  readonly vendorGroups: readonly MemberVendorGroupView[];
  readonly credentials: readonly MemberCredentialView[];
  readonly nextEdge: { readonly at: Instant; readonly sentence: string } | null;
  readonly lastProblem: ProblemView | null;
  /** Facts that can open no door as Nexudus tells them. */
  readonly flaws: readonly ProblemView[];
  readonly refreshedAt: Instant | null;
  /** Questions about who this is at a vendor. */
  readonly proposals: readonly PersonQuestionView[];
  /** Ids for support, behind "Details". */
  readonly details: readonly { readonly label: string; readonly value: string }[];
}

/* --------------------------------------------------- activity and runs */

export interface ActivityRowView {
  readonly id: string;
  readonly at: Instant;
  /** "Ana Ruiz", "Lintel", "Nexudus". */
  readonly actor: string;
  readonly sentence: string;
  readonly subject: { readonly label: string; readonly href: string | null } | null;
  readonly outcome: "done" | "failed" | "held" | "waiting";
  readonly detail: string | null;
}

/** Filters are GET parameters: `q`, `outcome`, `page` (from 1). */
export interface ActivityView extends TimedView {
  readonly query: {
    readonly q: string;
    readonly outcome: ActivityRowView["outcome"] | "all";
    readonly page: number;
  };
  readonly rows: readonly ActivityRowView[];
  readonly total: number;
  readonly pageSize: number;
  readonly csvHref: string | null;
}

export interface RunRowView {
  readonly id: string;
  /** In words: "Full check", "Look at one member", "Open or close on time". */
  readonly label: string;
  /** What it was about, e.g. a member or connection name. */
  readonly about: string | null;
  readonly state: "running" | "waiting" | "completed" | "failed" | "cancelled";
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly attempts: number;
  readonly href: string | null;
}

export interface RunsView extends TimedView {
  readonly rows: readonly RunRowView[];
  /** The engine's own dashboard; null where it has none. */
  readonly dashboardHref: string | null;
  /** Where runs execute, in one sentence, e.g. that nothing is kept over a restart. */
  readonly engineNote: string;
}
