/**
 * The nouns of the product (design section 2). Pure types: this folder imports nothing outside itself,
 * reads no clock and knows no vendor. Every instant is UTC; every window is half-open [from, until).
 */

declare const brand: unique symbol;
export type Id<Name extends string> = string & { readonly [brand]: Name };

export type InstallationId = Id<"InstallationId">;
export type ConnectionId = Id<"ConnectionId">;
/** A Nexudus Business id, as text. Unique within an installation. */
export type LocationId = Id<"LocationId">;
/** A Nexudus coworker id, as text. Unique within an installation. */
export type MemberId = Id<"MemberId">;
/** Our record of one human on one connection; several members may share it. */
export type PersonId = Id<"PersonId">;
/** The vendor's id of anything it lets one grant (group, role, ...). Unique within a connection. */
export type AccessGroupId = Id<"AccessGroupId">;

/** UTC, half-open: from <= t < until. `until: null` is open-ended. */
export interface Window {
  readonly from: Date;
  readonly until: Date | null;
}

export type ItemKind = "plan" | "pass" | "resource" | "desk";
/** A mappable Nexudus thing. `id` is the Nexudus id as text. */
export interface ItemRef {
  readonly kind: ItemKind;
  readonly id: string;
}

export type SourceKind = "booking" | "contract" | "pass" | "visit";
/** The Nexudus record a right comes from. */
export interface RecordSource {
  readonly kind: SourceKind;
  readonly id: string;
}
/**
 * What a ledger row rests on. `adoption` gives no right: it stands on a row that an admin let Lintel adopt, until a
 * record gives a reason for it.
 */
export interface Source {
  readonly kind: SourceKind | "adoption";
  readonly id: string;
}

/** A reason, in Nexudus terms, why somebody may enter. Knows no vendor, no lead and no lag. */
export interface Entitlement {
  readonly memberId: MemberId;
  readonly source: RecordSource;
  readonly item: ItemRef;
  readonly window: Window;
  /** Whether the member holds the record, or a team they are in reaches it (E5); a mapping may not want those. */
  readonly reach: "own" | "team";
  /** Where it is good; null = anywhere. A connection that covers none of these gives nothing for it. */
  readonly locations: readonly LocationId[] | null;
}

/** A booking as stored. `state` says what reading it last told: still there, cancelled, or proven gone. */
export interface BookingFact {
  readonly id: string;
  readonly memberId: MemberId | null;
  readonly resourceId: string | null;
  readonly deskId: string | null;
  readonly from: Date;
  readonly until: Date;
  readonly tentative: boolean;
  readonly state: "live" | "cancelled" | "gone";
}

/** A member as stored; suspended is `active: false`. */
export interface MemberFact {
  readonly id: MemberId;
  readonly active: boolean;
  readonly archived: boolean;
}

/** A desk or office on a contract. A part-time variant holds on its ticked local weekdays alone. */
export interface ContractDesk {
  readonly deskId: string;
  /** The days on which it holds, as windows over the lookahead; null = every day. */
  readonly days: readonly Window[] | null;
}

/** A contract as stored. Instants are Nexudus' own, never rounded. */
export interface ContractFact {
  readonly id: string;
  readonly memberId: MemberId;
  readonly planId: string | null;
  /** Null = Nexudus has no start: it gives nothing, and is shown. */
  readonly from: Date | null;
  /** The cancellation date: access ends at this very instant. Null = runs on. */
  readonly until: Date | null;
  /** Ended, though no date says when. */
  readonly endedUndated: boolean;
  readonly desks: readonly ContractDesk[];
  /** Past, present and future freezes. */
  readonly freezes: readonly Window[];
  readonly state: "live" | "gone";
}

/** A pass on somebody's account, as stored. */
export interface PassFact {
  readonly id: string;
  readonly memberId: MemberId;
  /** The kind of pass: what is mapped. */
  readonly passId: string;
  /** Since when it is on the account. */
  readonly from: Date;
  readonly expiresAt: Date | null;
  /** Minutes to spend over several days, instead of one calendar day. */
  readonly byMinutes: boolean;
  readonly used: boolean;
  /** End of the location's day in which a day pass was used; null = unused, or nobody knows when. */
  readonly usedDayEndsAt: Date | null;
  /** Minutes left; null = not told. */
  readonly remaining: number | null;
  /** The contract it came with, whose freezes hold for it; null = bought or given by hand. */
  readonly contractId: string | null;
  /** Where it is good; null = anywhere. */
  readonly locations: readonly LocationId[] | null;
  readonly state: "live" | "gone";
}

/** A team as stored. */
export interface TeamFact {
  readonly id: string;
  readonly memberIds: readonly MemberId[];
  readonly payingMemberId: MemberId | null;
  /** Whether its members may use each other's passes. */
  readonly sharesPasses: boolean;
  readonly state: "live" | "gone";
}

/** One mapping row with the buffers that hold for it (its own, else the connection's). Minutes, 0-120. */
export interface MappingRule {
  readonly connectionId: ConnectionId;
  readonly item: ItemRef;
  readonly groupId: AccessGroupId;
  /** Widen bookings and visits; other rights keep their stored instants. */
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  /** Whether what a team reaches counts (the connection's switch for this kind of item, E5). */
  readonly includesTeams: boolean;
  /** Locations the connection covers; null = all. */
  readonly locations: readonly LocationId[] | null;
  /** "Also keep the pass's hours" (E4): rights count only inside these windows. Null = not asked for. */
  readonly hours: readonly Window[] | null;
}

/** Which person on a connection a member is. Several members may name the same person. */
export interface PersonLink {
  readonly connectionId: ConnectionId;
  readonly memberId: MemberId;
  readonly personId: PersonId;
}

export interface GrantKey {
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
  readonly groupId: AccessGroupId;
}

/** One entitlement's share in a desired grant, kept so that "why" can be answered. */
export interface Because {
  readonly memberId: MemberId;
  readonly source: Source;
  readonly item: ItemRef;
  /** The entitlement's window after lead and lag. */
  readonly window: Window;
}

/** What should be true at one vendor: merged windows, sorted by start, that neither touch nor overlap. */
export interface DesiredGrant {
  readonly key: GrantKey;
  readonly windows: readonly Window[];
  readonly because: readonly Because[];
}

/**
 * What the vendor says is true. `window: null` = the vendor object carries no window (always in force).
 * `ownership` is decided before planning: "ours" by our mark, or by a ledger row for an adopted object.
 * The planner never writes to an object shown as "foreign", even where a ledger row names it.
 */
export interface ObservedGrant {
  readonly key: GrantKey;
  readonly vendorGrantId: string;
  readonly window: Window | null;
  readonly ownership: "ours" | "foreign";
}

/**
 * One object at the vendor that Lintel made, is about to make, or was allowed to adopt.
 * `intended` = written before the vendor call; its outcome is not known yet.
 */
export interface LedgerGrant {
  readonly id: string;
  readonly key: GrantKey;
  /** Null while intended, or when the vendor has no object id of its own. */
  readonly vendorGrantId: string | null;
  /** The period it stands for, also where the vendor itself carries no window. */
  readonly window: Window;
  readonly state: "intended" | "present";
  readonly sources: readonly Source[];
}

/** A read that knows whether it saw everything. An incomplete one keeps what it did see. */
export type Snapshot<T> =
  | { readonly complete: true; readonly takenAt: Date; readonly items: readonly T[] }
  | { readonly complete: false; readonly reason: string; readonly items: readonly T[] };

/**
 * What reading the platform has told about a source that a ledger row names:
 * `known` = the record was read, whatever it says now (live, moved, cancelled, ended, unmapped);
 * `gone` = proven gone by its id (404, or 500 twice). A source not in the map has merely not been seen.
 */
export type SourceStanding = "known" | "gone";

export type RevokeBasis =
  /** The end was known and has passed. Needs no read. */
  | "window_ended"
  /** A fact that was read ends it: cancelled, moved, suspended, mapping removed. */
  | "withdrawn"
  /** No longer listed, and proven gone by id after a complete read. */
  | "unseen";

/** Operations are data: stored, shown, audited and replayed. Person and group ids are ours and the vendor's. */
export type Operation =
  | { readonly verb: "ensurePerson"; readonly connectionId: ConnectionId; readonly personId: PersonId }
  | {
      readonly verb: "grant";
      readonly key: GrantKey;
      /** The period the grant stands for. */
      readonly window: Window;
      /** True when the vendor is asked to enforce `window` itself. */
      readonly timed: boolean;
      readonly sources: readonly Source[];
      /** The intended ledger row this repeats, when an earlier attempt left no outcome. */
      readonly ledgerId: string | null;
    }
  | {
      readonly verb: "retime";
      readonly key: GrantKey;
      readonly ledgerId: string;
      readonly vendorGrantId: string;
      readonly window: Window;
      readonly sources: readonly Source[];
    }
  | {
      readonly verb: "revoke";
      readonly key: GrantKey;
      readonly ledgerId: string | null;
      readonly vendorGrantId: string;
      readonly basis: RevokeBasis;
    };

export type HoldReason =
  | "not_ours"
  | "incomplete_snapshot"
  | "revoke_budget"
  | "ambiguous_person"
  | "unconfirmed_person"
  | "connection_paused"
  | "unsupported";

export interface HeldOperation {
  readonly operation: Operation;
  readonly reason: HoldReason;
}

/** Corrections to our own books that need no vendor call. */
export type LedgerChange =
  /** An intended row whose object was found at the vendor (the answer to its creation was lost). */
  | { readonly kind: "claim"; readonly ledgerId: string; readonly vendorGrantId: string }
  /** An object of ours found at the vendor that the ledger had lost. */
  | {
      readonly kind: "record";
      readonly key: GrantKey;
      readonly vendorGrantId: string;
      readonly window: Window;
      readonly sources: readonly Source[];
    }
  /** The object is gone at the vendor (complete read) and no longer wanted. */
  | { readonly kind: "forget"; readonly ledgerId: string }
  /** Same object and vendor window; only the period it stands for, or its sources, changed. */
  | {
      readonly kind: "restate";
      readonly ledgerId: string;
      readonly window: Window;
      readonly sources: readonly Source[];
    };

/** What a vendor can do, as far as planning cares. Data, never a vendor name (design D5). */
export interface PlanningCapabilities {
  /** The vendor enforces windows itself and this connection uses that. False = timers open and close. */
  readonly timedGrants: boolean;
  /**
   * `untimed` = the vendor keeps windows that have an end (if `timedGrants`); whatever has none is an object without a
   * window, of which a person has one in a group, beside no other. Not named = `timed`.
   */
  readonly openEnded?: "timed" | "untimed";
  /** Whether one person may hold several vendor grants to the same group. */
  readonly grantsPerGroup: "many" | "one";
  /** Timed windows starting within this many ms from now are pushed ahead (design S5). 0 = none. */
  readonly pushAheadMs: number;
}

export interface PlanInput {
  readonly now: Date;
  readonly connectionId: ConnectionId;
  /** The people this plan is about. Rows of other people in the inputs are ignored. */
  readonly people: readonly PlannedPerson[];
  readonly desired: readonly DesiredGrant[];
  readonly observed: Snapshot<ObservedGrant>;
  readonly ledger: readonly LedgerGrant[];
  /** Keyed by `sourceKey(source)`. */
  readonly standings: ReadonlyMap<string, SourceStanding>;
  /** Whether the latest platform read that covers these people was complete. */
  readonly platformComplete: boolean;
  readonly capabilities: PlanningCapabilities;
  /** Ids of ledger rows that stay as they are until their known end: an admin has been asked, or said so (S2). */
  readonly kept?: ReadonlySet<string>;
}

export interface PlannedPerson {
  readonly personId: PersonId;
  /** Null until Lintel has found or made the person at the vendor. */
  readonly vendorPersonId: string | null;
  /** `ready` = may be written to. The others only produce held operations. */
  readonly link: "ready" | "unconfirmed" | "ambiguous";
}

export interface Plan {
  /** In the order to apply them: people, then what opens or extends, then what closes, then what begins later. */
  readonly operations: readonly Operation[];
  /** Of those, what begins after now: nobody's access of this moment hangs on it. */
  readonly later: ReadonlySet<Operation>;
  /** Decided against for now, and why. */
  readonly held: readonly HeldOperation[];
  readonly ledgerChanges: readonly LedgerChange[];
  /** The next instant, strictly after `now`, at which this plan would differ without new facts. */
  readonly nextEdgeAt: Date | null;
}
