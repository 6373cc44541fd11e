import type { VendorPanelView } from "./vendor-views";
import type { Instant, ProblemView, ProgressView, TimedView } from "./views";

/** What the overview and the pages of connections show. Conventions as in `views.ts`. */

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
