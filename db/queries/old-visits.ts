import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "../client";
import { bookingGuests, bookings, visitKeys, visitors } from "../schema";

/**
 * Deletes, of all installations, guests and visitors whose visit is over since `visits`, and visits without a link since
 * `history`. A guest stays while their visitor may still come: who was ever a guest has no day of their own.
 */
export async function deleteOldVisits(
  db: Db,
  before: { readonly visits: Date; readonly guests: Date; readonly history: Date },
): Promise<{ readonly rowCount: number | null }[]> {
  const visits = before.visits.toISOString();
  const booking = db
    .select({ id: bookings.id })
    .from(bookings)
    .where(
      and(
        eq(bookings.installationId, bookingGuests.installationId),
        eq(bookings.id, bookingGuests.bookingId),
      ),
    );
  const toCome = sql`exists (select 1 from ${visitors} where ${visitors.installationId} = ${bookingGuests.installationId} and ${visitors.visitorId} = ${bookingGuests.visitorId} and ${visitors.arrivesAt} >= ${visits}::timestamptz)`;
  const isOver = sql`exists (select 1 from ${bookings} where ${bookings.installationId} = ${bookingGuests.installationId} and ${bookings.id} = ${bookingGuests.bookingId} and ${bookings.untilAt} < ${visits}::timestamptz)`;
  return [
    await db
      .delete(bookingGuests)
      .where(
        and(
          sql`not ${toCome}`,
          or(
            isOver,
            and(
              sql`not exists ${booking}`,
              lt(
                sql`coalesce(${bookingGuests.updatedOn}, ${bookingGuests.updatedAt})`,
                before.guests.toISOString(),
              ),
            ),
          ),
        ),
      ),
    await db
      .delete(visitors)
      .where(
        and(
          lt(visitors.arrivesAt, before.visits),
          sql`not exists (select 1 from ${bookingGuests} where ${bookingGuests.installationId} = ${visitors.installationId} and ${bookingGuests.visitorId} = ${visitors.visitorId})`,
        ),
      ),
    await db
      .delete(visitKeys)
      .where(
        and(
          inArray(visitKeys.state, ["none", "gone"]),
          lt(visitKeys.updatedAt, before.history),
          or(isNull(visitKeys.wantedUntil), lt(visitKeys.wantedUntil, before.history)),
        ),
      ),
  ];
}
