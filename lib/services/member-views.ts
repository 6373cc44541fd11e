import type { PeopleToConfirmView, PersonQuestionView } from "./people-views";
import type { Instant, ProblemView, StatusView, TimedView } from "./views";

/** What the pages of members show. Conventions as in `views.ts`. */

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
