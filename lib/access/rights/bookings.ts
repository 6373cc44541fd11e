import type { BookingFact, Entitlement, ItemRef, MemberId } from "../types";

/**
 * E1: a live, confirmed booking of a known member, for its own window. Tentative ones give nothing until
 * confirmed. A booking of a resource and a desk gives both items. A frozen contract changes nothing here (E7).
 */
export function bookingRights(
  bookings: readonly BookingFact[],
  entitled: ReadonlySet<MemberId>,
): Entitlement[] {
  return bookings.flatMap((booking) => {
    const { memberId, from, until } = booking;
    if (memberId === null || !entitled.has(memberId)) return [];
    if (booking.tentative || booking.state !== "live" || until.getTime() <= from.getTime()) return [];
    return bookedItems(booking).map((item) => ({
      memberId,
      source: { kind: "booking", id: booking.id },
      item,
      window: { from, until },
      reach: "own",
      locations: null,
    }));
  });
}

function bookedItems(booking: BookingFact): ItemRef[] {
  const items: ItemRef[] = [];
  if (booking.resourceId !== null) items.push({ kind: "resource", id: booking.resourceId });
  if (booking.deskId !== null) items.push({ kind: "desk", id: booking.deskId });
  return items;
}
