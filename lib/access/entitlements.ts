import type { BookingFact, Entitlement, ItemRef, MemberFact, MemberId } from "./types";

/** Everything the platform has told, as stored. A new source of rights adds its facts here. */
export interface AccessFacts {
  readonly members: readonly MemberFact[];
  readonly bookings: readonly BookingFact[];
}

/** What every source needs to know about members: present exactly when the member may hold rights. */
type EntitledMembers = ReadonlySet<MemberId>;
type EntitlementSource = (facts: AccessFacts, entitled: EntitledMembers) => Entitlement[];

/** One function per kind of record (E1, E2, ...). The order is that of the result and means nothing else. */
const SOURCES: readonly EntitlementSource[] = [bookingEntitlements];

/**
 * Every reason anybody has to enter, in Nexudus terms. Pure; knows no vendor, no lead, no lag and no `now`:
 * past and future windows are all there. An unknown, suspended or archived member has none (E7).
 */
export function entitlementsOf(facts: AccessFacts): Entitlement[] {
  const entitled = new Set(facts.members.filter((m) => m.active && !m.archived).map((m) => m.id));
  return SOURCES.flatMap((source) => source(facts, entitled));
}

/**
 * E1: a live, confirmed booking of a known member, for its own window. Tentative ones give nothing until
 * confirmed. A booking of a resource and a desk gives both items.
 */
function bookingEntitlements(facts: AccessFacts, entitled: EntitledMembers): Entitlement[] {
  return facts.bookings.flatMap((booking) => {
    const { memberId, from, until } = booking;
    if (memberId === null || !entitled.has(memberId)) return [];
    if (booking.tentative || booking.state !== "live" || until.getTime() <= from.getTime()) return [];
    return bookedItems(booking).map((item) => ({
      memberId,
      source: { kind: "booking", id: booking.id },
      item,
      window: { from, until },
    }));
  });
}

function bookedItems(booking: BookingFact): ItemRef[] {
  const items: ItemRef[] = [];
  if (booking.resourceId !== null) items.push({ kind: "resource", id: booking.resourceId });
  if (booking.deskId !== null) items.push({ kind: "desk", id: booking.deskId });
  return items;
}
