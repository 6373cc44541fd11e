import type { WantedVisit } from "@/db/queries/visit-keys";
import type { GuestWithBooking, VisitorRow } from "@/db/queries/visits";
import { visitWindow } from "@/lib/access";
import type { ConnectionId, LocationId } from "@/lib/access/types";
import { nextDayChange } from "@/lib/nexudus/time";
import type { LocationClock } from "../access/rights-facts";

export interface VisitFacts {
  readonly visitors: readonly VisitorRow[];
  readonly guests: readonly GuestWithBooking[];
  readonly locations: readonly LocationClock[];
}

/** What a connection says about visits. */
export interface VisitRules {
  readonly connectionId: ConnectionId;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  /** Locations it covers. */
  readonly covered: ReadonlySet<LocationId>;
}

/**
 * The visits that have a right on one connection, with their windows (design E6), ended ones included. Somebody who is,
 * or ever was, a guest of a booking has the booking's windows and none of their own: taken off a booking they are not
 * let in for the whole day. UNVERIFIED: that Nexudus keeps a visitor of a guest's own, with an arrival of the booking's.
 *
 * Pure. A visitor at a location whose zone is not known has no right.
 */
export function wantedVisits(facts: VisitFacts, rules: VisitRules): WantedVisit[] {
  const clocks = new Map(facts.locations.map((location) => [location.id, location]));
  const guestsOf = new Map<string, GuestWithBooking[]>();
  for (const guest of facts.guests)
    guestsOf.set(guest.visitorId, [...(guestsOf.get(guest.visitorId) ?? []), guest]);
  return facts.visitors.flatMap((visitor) => {
    const guests = guestsOf.get(visitor.visitorId);
    if (guests) return guests.flatMap((guest) => wanted(visitor, guest));
    return wanted(visitor, null);
  });

  function wanted(visitor: VisitorRow, guest: GuestWithBooking | null): WantedVisit[] {
    const locationId = guest?.booking?.locationId ?? visitor.locationId;
    const clock = clocks.get(locationId);
    if (!clock || !rules.covered.has(locationId)) return [];
    const window = visitWindow({
      visitor: {
        ...visitor,
        dayEndsAt: nextDayChange(visitor.arrivesAt, clock.zone, clock.dayChangeMinutes),
      },
      guest,
      leadMinutes: rules.leadMinutes,
      lagMinutes: rules.lagMinutes,
    });
    if (window === null) return [];
    const visit = guest === null ? `visitor:${visitor.visitorId}` : `guest:${guest.id}`;
    return [{ connectionId: rules.connectionId, visit, visitorId: visitor.visitorId, locationId, window }];
  }
}
