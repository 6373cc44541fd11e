import type { ConnectionStateView } from "./connection-views";
import type { Instant, Zone } from "./views";

/** What the presence page shows. Like `views.ts`: plain data, words already chosen. */

export interface StayView {
  readonly id: string;
  readonly name: string;
  readonly href: string | null;
  readonly from: Instant;
  /** Null = still there. */
  readonly until: Instant | null;
  /** "by a door", "at the desk", ... */
  readonly by: string;
}

/** A check-in that Nexudus refused. The door opened all the same. */
export interface FailedStayView {
  readonly id: string;
  readonly name: string;
  readonly href: string | null;
  readonly at: Instant;
  readonly reason: string;
}

/** What Lintel has not told Nexudus: still to be, or given up. */
export interface UntoldStayView {
  readonly id: string;
  readonly name: string;
  readonly href: string | null;
  readonly at: Instant;
  readonly what: "check-in" | "check-out";
  readonly status:
    | { readonly kind: "waiting" }
    | { readonly kind: "retrying"; readonly at: Instant }
    | { readonly kind: "given_up" };
  readonly reason: string;
}

export interface LateOpeningView {
  readonly id: string;
  readonly name: string;
  readonly href: string | null;
  readonly door: string;
  readonly at: Instant;
  /** When the vendor told of it. */
  readonly toldAt: Instant;
}

export interface PresencePlaceView {
  readonly locationId: string;
  readonly name: string;
  readonly zone: Zone;
  readonly inNow: readonly StayView[];
  readonly leftToday: readonly StayView[];
  readonly failed: readonly FailedStayView[];
  readonly untold: readonly UntoldStayView[];
  readonly late: readonly LateOpeningView[];
}

export type DoorActionView = "nothing" | "check_in" | "check_out";

export interface DoorView {
  readonly id: string;
  readonly name: string;
  readonly siteLabel: string | null;
  readonly vanished: boolean;
  readonly action: DoorActionView;
  /** Null = not said; with one covered location that is where it is. */
  readonly locationId: string | null;
}

export interface PresenceConnectionView {
  readonly id: string;
  /** "Akiles (Harbour Works Doors)". */
  readonly label: string;
  readonly state: ConnectionStateView;
  /** `on_open` = one switch; `per_door` = an action per door. */
  readonly style: "on_open" | "per_door";
  readonly onOpen: boolean;
  readonly isOn: boolean;
  /** Covered locations; the door's location is asked for only where there are several. */
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly doors: readonly DoorView[];
  readonly doorsListedAt: Instant | null;
  readonly lastReadAt: Instant | null;
  /** What is wrong with reading openings, with what to do; null = nothing. */
  readonly trouble: string | null;
}

export interface PresenceView {
  readonly now: Instant;
  readonly zone: Zone;
  /** Whether what Nexudus says is shown, and if not, why: in words. */
  readonly nexudus: { readonly read: true } | { readonly read: false; readonly why: string };
  readonly places: readonly PresencePlaceView[];
  /** Connections whose vendor tells of openings. */
  readonly connections: readonly PresenceConnectionView[];
}
