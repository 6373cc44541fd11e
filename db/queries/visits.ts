import { and, asc, eq, gte, inArray, isNull, lte, min, ne, or, sql } from "drizzle-orm";
import type { InstallationId, LocationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { bookingGuests, bookings, items, visitors } from "../schema";

export type VisitorRow = typeof visitors.$inferSelect;
type Tenant = { readonly installationId: InstallationId };

/**
 * Writes visitors as read; `updatedAt` is when that read began, and what a later one wrote stays. Lists are summaries:
 * where one tells no address, approval or departure, what is known stays; by id null is a fact (`isWhole`).
 * A repeat changes nothing but the times.
 */
export async function saveVisitors(
  db: Db,
  rows: readonly (typeof visitors.$inferInsert)[],
  how: { readonly isWhole: boolean },
): Promise<void> {
  const { isWhole } = how;
  for (const row of rows)
    await db
      .insert(visitors)
      .values(row)
      .onConflictDoUpdate({
        target: [visitors.installationId, visitors.visitorId],
        set: {
          locationId: sql`excluded.location_id`,
          hostId: sql`excluded.host_id`,
          fullName: sql`excluded.full_name`,
          emailSealed: isWhole
            ? sql`excluded.email_sealed`
            : sql`coalesce(excluded.email_sealed, ${visitors.emailSealed})`,
          arrivesAt: sql`excluded.arrives_at`,
          departsAt: isWhole
            ? sql`excluded.departs_at`
            : sql`coalesce(excluded.departs_at, ${visitors.departsAt})`,
          approval: isWhole ? sql`excluded.approval` : sql`coalesce(excluded.approval, ${visitors.approval})`,
          state: sql`excluded.state`,
          updatedOn: sql`excluded.updated_on`,
          seenInRead: sql`coalesce(excluded.seen_in_read, ${visitors.seenInRead})`,
          updatedAt: sql`excluded.updated_at`,
        },
        setWhere: lte(visitors.updatedAt, sql`excluded.updated_at`),
      });
}

/** Writes guests as read, `updatedAt` as for visitors. */
export async function saveGuests(
  db: Db,
  rows: readonly (typeof bookingGuests.$inferInsert)[],
): Promise<void> {
  for (const row of rows)
    await db
      .insert(bookingGuests)
      .values(row)
      .onConflictDoUpdate({
        target: [bookingGuests.installationId, bookingGuests.id],
        set: {
          bookingId: sql`excluded.booking_id`,
          visitorId: sql`excluded.visitor_id`,
          state: sql`excluded.state`,
          updatedOn: sql`excluded.updated_on`,
          seenInRead: sql`coalesce(excluded.seen_in_read, ${bookingGuests.seenInRead})`,
          updatedAt: sql`excluded.updated_at`,
        },
        setWhere: lte(bookingGuests.updatedAt, sql`excluded.updated_at`),
      });
}

export function visitorsById(
  db: Db,
  key: Tenant & { readonly visitorIds: readonly string[] },
): Promise<VisitorRow[]> {
  if (key.visitorIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(visitors)
    .where(
      and(eq(visitors.installationId, key.installationId), inArray(visitors.visitorId, [...key.visitorIds])),
    );
}

/** Proven gone, or told so by the audit trail. Repeat: no change. */
export async function endVisitors(
  db: Db,
  key: Tenant & { readonly visitorIds: readonly string[]; readonly now: Date },
): Promise<void> {
  if (key.visitorIds.length === 0) return;
  await db
    .update(visitors)
    .set({ state: "gone", updatedAt: key.now })
    .where(
      and(
        eq(visitors.installationId, key.installationId),
        inArray(visitors.visitorId, [...key.visitorIds]),
        eq(visitors.state, "live"),
      ),
    );
}

/** Proven gone: nothing else tells of a guest who was taken off a booking. Repeat: no change. */
export async function endGuests(
  db: Db,
  key: Tenant & { readonly ids: readonly string[]; readonly now: Date },
): Promise<void> {
  if (key.ids.length === 0) return;
  await db
    .update(bookingGuests)
    .set({ state: "gone", updatedAt: key.now })
    .where(
      and(
        eq(bookingGuests.installationId, key.installationId),
        inArray(bookingGuests.id, [...key.ids]),
        eq(bookingGuests.state, "live"),
      ),
    );
}

const ofGuest = and(
  eq(bookings.installationId, bookingGuests.installationId),
  eq(bookings.id, bookingGuests.bookingId),
);

/** Of a booking that ends after `endsAfter`. One that is not known is long over, or too far ahead to matter yet. */
const isAhead = (endsAfter: Date) => gte(bookings.untilAt, endsAfter);

/** Live guests with something ahead that a read did not list: in doubt until proven by their ids. */
export async function unlistedGuests(
  db: Db,
  key: Tenant & { readonly readId: string; readonly endsAfter: Date },
): Promise<string[]> {
  const rows = await db
    .select({ id: bookingGuests.id })
    .from(bookingGuests)
    .innerJoin(bookings, ofGuest)
    .where(
      and(
        eq(bookingGuests.installationId, key.installationId),
        eq(bookingGuests.state, "live"),
        or(isNull(bookingGuests.seenInRead), ne(bookingGuests.seenInRead, key.readId)),
        isAhead(key.endsAfter),
      ),
    )
    .orderBy(asc(bookings.fromAt), asc(bookingGuests.id));
  return rows.map((row) => row.id);
}

/** When the longest unchanged of the live guests with something ahead was last changed; null = unknown for one, or none. */
export async function oldestGuestChange(
  db: Db,
  key: Tenant & { readonly endsAfter: Date },
): Promise<Date | null> {
  const [row] = await db
    .select({
      oldest: min(bookingGuests.updatedOn),
      untold: sql<boolean>`coalesce(bool_or(${bookingGuests.updatedOn} is null), true)`,
    })
    .from(bookingGuests)
    .innerJoin(bookings, ofGuest)
    .where(
      and(
        eq(bookingGuests.installationId, key.installationId),
        eq(bookingGuests.state, "live"),
        isAhead(key.endsAfter),
      ),
    );
  return row === undefined || row.untold ? null : row.oldest;
}

/**
 * Live visitors that matter and that a read did not list: those who arrive after `arrivesAfter`, and guests of bookings
 * ahead whatever their own arrival says.
 */
export async function unlistedVisitors(
  db: Db,
  key: Tenant & { readonly readId: string; readonly arrivesAfter: Date; readonly endsAfter: Date },
): Promise<string[]> {
  const isGuest = sql`exists ${db
    .select({ id: bookingGuests.id })
    .from(bookingGuests)
    .innerJoin(bookings, ofGuest)
    .where(
      and(
        eq(bookingGuests.installationId, visitors.installationId),
        eq(bookingGuests.visitorId, visitors.visitorId),
        eq(bookingGuests.state, "live"),
        isAhead(key.endsAfter),
      ),
    )}`;
  const rows = await db
    .select({ id: visitors.visitorId })
    .from(visitors)
    .where(
      and(
        eq(visitors.installationId, key.installationId),
        eq(visitors.state, "live"),
        or(isNull(visitors.seenInRead), ne(visitors.seenInRead, key.readId)),
        or(gte(visitors.arrivesAt, key.arrivesAfter), isGuest),
      ),
    )
    .orderBy(asc(visitors.arrivesAt), asc(visitors.visitorId));
  return rows.map((row) => row.id);
}

/** Visitors that live guests with something ahead name and that were never read. */
export async function unknownVisitors(db: Db, key: Tenant & { readonly endsAfter: Date }): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: bookingGuests.visitorId })
    .from(bookingGuests)
    .innerJoin(bookings, ofGuest)
    .leftJoin(
      visitors,
      and(
        eq(visitors.installationId, bookingGuests.installationId),
        eq(visitors.visitorId, bookingGuests.visitorId),
      ),
    )
    .where(
      and(
        eq(bookingGuests.installationId, key.installationId),
        eq(bookingGuests.state, "live"),
        isNull(visitors.id),
        isAhead(key.endsAfter),
      ),
    );
  return rows.map((row) => row.id);
}

/** Visitors who arrive after `arrivesAfter`, or are guests of whatever booking; those gone included. */
export function visitorFacts(db: Db, key: Tenant & { readonly arrivesAfter: Date }): Promise<VisitorRow[]> {
  const isGuest = sql`exists ${db
    .select({ id: bookingGuests.id })
    .from(bookingGuests)
    .where(
      and(
        eq(bookingGuests.installationId, visitors.installationId),
        eq(bookingGuests.visitorId, visitors.visitorId),
      ),
    )}`;
  return db
    .select()
    .from(visitors)
    .where(
      and(
        eq(visitors.installationId, key.installationId),
        or(gte(visitors.arrivesAt, key.arrivesAfter), isGuest),
      ),
    );
}

/** A guest with the booking as stored, and where its room or desk is. */
export interface GuestWithBooking {
  readonly id: string;
  readonly visitorId: string;
  readonly bookingId: string;
  readonly state: "live" | "gone";
  readonly booking: {
    readonly from: Date;
    readonly until: Date;
    readonly tentative: boolean;
    readonly state: "live" | "cancelled" | "gone";
    readonly locationId: LocationId | null;
  } | null;
}

/** Guests of every booking that is known, past ones included: who was ever a guest is no visitor of their own. Those of unknown visitors are left out. */
export async function guestFacts(db: Db, key: Tenant): Promise<GuestWithBooking[]> {
  const placeOf = (kind: "resource" | "desk", column: typeof bookings.resourceId | typeof bookings.deskId) =>
    sql<LocationId | null>`(select ${items.locationId} from ${items} where ${items.installationId} = ${bookings.installationId} and ${items.kind} = ${kind} and ${items.id} = ${column})`;
  const rows = await db
    .select({
      id: bookingGuests.id,
      visitorId: bookingGuests.visitorId,
      bookingId: bookingGuests.bookingId,
      state: bookingGuests.state,
      from: bookings.fromAt,
      until: bookings.untilAt,
      tentative: bookings.tentative,
      bookingState: bookings.state,
      room: placeOf("resource", bookings.resourceId),
      desk: placeOf("desk", bookings.deskId),
    })
    .from(bookingGuests)
    .innerJoin(
      visitors,
      and(
        eq(visitors.installationId, bookingGuests.installationId),
        eq(visitors.visitorId, bookingGuests.visitorId),
      ),
    )
    .leftJoin(bookings, ofGuest)
    .where(eq(bookingGuests.installationId, key.installationId));
  return rows.map(({ from, until, tentative, bookingState, room, desk, ...guest }) => ({
    ...guest,
    booking:
      from === null || until === null || tentative === null || bookingState === null
        ? null
        : { from, until, tentative, state: bookingState, locationId: room ?? desk },
  }));
}

/** Whose bookings these are, by booking id; blocked time is left out. */
export async function bookingHosts(
  db: Db,
  key: Tenant & { readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, MemberId>> {
  if (key.ids.length === 0) return new Map();
  const rows = await db
    .select({ id: bookings.id, memberId: bookings.memberId })
    .from(bookings)
    .where(and(eq(bookings.installationId, key.installationId), inArray(bookings.id, [...key.ids])));
  return new Map(rows.flatMap((row) => (row.memberId === null ? [] : [[row.id, row.memberId] as const])));
}
