import type {
  AccessGroupId,
  Because,
  BookingFact,
  ConnectionId,
  DesiredGrant,
  GrantKey,
  LedgerGrant,
  MemberFact,
  MemberId,
  ObservedGrant,
  PersonId,
  PlanInput,
  Source,
  Window,
} from "../types";
import { mergeWindows } from "../windows";

/** Short makers for examples. Times are "HH:MM" on 10 June 2026, UTC, unless a full ISO text is given. */
export const CONNECTION = "c1" as ConnectionId;
export const ana = "m-ana" as MemberId;
export const ben = "m-ben" as MemberId;
export const person = "p1" as PersonId;
export const rooms = "g-rooms" as AccessGroupId;
export const key: GrantKey = { connectionId: CONNECTION, personId: person, groupId: rooms };

/** Nothing the platform has told. */
export const noFacts = { members: [], bookings: [], contracts: [], passes: [], teams: [] };

/** What a mapping row is besides its item, group and buffers, when nothing special was chosen. */
export const openRule = { connectionId: CONNECTION, includesTeams: false, locations: null, hours: null };

export function at(time: string): Date {
  return new Date(time.includes("T") ? time : `2026-06-10T${time}:00Z`);
}

export function span(from: string, until: string | null): Window {
  return { from: at(from), until: until === null ? null : at(until) };
}

export const booking = (id: string): Source => ({ kind: "booking", id });

export function bookingFact(
  id: string,
  from: string,
  until: string,
  more: Partial<BookingFact> = {},
): BookingFact {
  const times = { from: at(from), until: at(until) };
  return {
    id,
    memberId: ana,
    resourceId: "r1",
    deskId: null,
    ...times,
    tentative: false,
    state: "live",
    ...more,
  };
}

export const member = (id: MemberId, more: Partial<MemberFact> = {}): MemberFact => ({
  id,
  active: true,
  archived: false,
  ...more,
});

/** A desired grant whose shares are the given bookings, by id. */
export function desired(shares: Readonly<Record<string, Window>>, of: GrantKey = key): DesiredGrant {
  const because: Because[] = Object.entries(shares).map(([id, window]) => ({
    memberId: ana,
    source: booking(id),
    item: { kind: "resource", id: "r1" },
    window,
  }));
  return { key: of, windows: mergeWindows(Object.values(shares)), because };
}

export function row(
  id: string,
  window: Window,
  sources: readonly Source[],
  more: Partial<LedgerGrant> = {},
): LedgerGrant {
  return { id, key, vendorGrantId: `v-${id}`, window, state: "present", sources, ...more };
}

export function seen(
  vendorGrantId: string,
  window: Window | null,
  more: Partial<ObservedGrant> = {},
): ObservedGrant {
  return { key, vendorGrantId, window, ownership: "ours", ...more };
}

export const timed = { timedGrants: true, grantsPerGroup: "many", pushAheadMs: 14 * 86_400_000 } as const;
export const untimed = { timedGrants: false, grantsPerGroup: "many", pushAheadMs: 0 } as const;
/** Keeps windows that have an end; what has none is a plain membership. */
export const mixed = { ...timed, openEnded: "untimed" } as const;
export const single = { ...timed, grantsPerGroup: "one" } as const;

type Example = Partial<Omit<PlanInput, "observed" | "now">> & {
  readonly now?: string;
  readonly observed?: readonly ObservedGrant[];
  /** Whether the vendor read saw everything. */
  readonly isVendorComplete?: boolean;
};

/** A plan input with everything complete, one ready person and nothing there, but for what is given. */
export function planInput({
  now = "10:30",
  observed = [],
  isVendorComplete = true,
  ...more
}: Example): PlanInput {
  return {
    now: at(now),
    connectionId: CONNECTION,
    people: [{ personId: person, vendorPersonId: "vp1", link: "ready" }],
    desired: [],
    ledger: [],
    observed: isVendorComplete
      ? { complete: true, takenAt: at(now), items: observed }
      : { complete: false, reason: "a page failed", items: observed },
    standings: new Map(),
    platformComplete: true,
    capabilities: timed,
    ...more,
  };
}
