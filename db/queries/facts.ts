import { and, asc, eq, gt, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { bookings, members, platformReads, readCursors } from "../schema";

export type MemberRow = typeof members.$inferSelect;
export type BookingRow = typeof bookings.$inferSelect;
type Tenant = { readonly installationId: InstallationId };

const CHUNK = 500;

function* chunks<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += CHUNK) yield all.slice(at, at + CHUNK);
}

/**
 * Writes members as read; `updatedAt` is when that read began, and what a later one wrote stays. A repeat changes
 * nothing but the times.
 */
export async function saveMembers(db: Db, rows: readonly (typeof members.$inferInsert)[]): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(members)
      .values(chunk)
      .onConflictDoUpdate({
        target: [members.installationId, members.id],
        set: {
          fullName: sql`excluded.full_name`,
          email: sql`excluded.email`,
          active: sql`excluded.active`,
          archived: sql`excluded.archived`,
          homeLocationId: sql`excluded.home_location_id`,
          state: sql`excluded.state`,
          updatedOn: sql`excluded.updated_on`,
          readAt: sql`coalesce(excluded.read_at, ${members.readAt})`,
          updatedAt: sql`excluded.updated_at`,
        },
        setWhere: lte(members.updatedAt, sql`excluded.updated_at`),
      });
}

/** Writes bookings as read (`updatedAt` as for members); being listed ends any doubt about their absence. */
export async function saveBookings(db: Db, rows: readonly (typeof bookings.$inferInsert)[]): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(bookings)
      .values(chunk)
      .onConflictDoUpdate({
        target: [bookings.installationId, bookings.id],
        set: {
          memberId: sql`excluded.member_id`,
          resourceId: sql`excluded.resource_id`,
          deskId: sql`excluded.desk_id`,
          fromAt: sql`excluded.from_at`,
          untilAt: sql`excluded.until_at`,
          tentative: sql`excluded.tentative`,
          state: sql`excluded.state`,
          updatedOn: sql`excluded.updated_on`,
          seenInRead: sql`coalesce(excluded.seen_in_read, ${bookings.seenInRead})`,
          missingSince: null,
          updatedAt: sql`excluded.updated_at`,
        },
        setWhere: lte(bookings.updatedAt, sql`excluded.updated_at`),
      });
}

/** A booking read as cancelled, or proven gone by its id. Returns whose it was. */
export async function endBookings(
  db: Db,
  key: Tenant & { readonly ids: readonly string[]; readonly state: "cancelled" | "gone"; readonly now: Date },
): Promise<MemberId[]> {
  if (key.ids.length === 0) return [];
  const rows = await db
    .update(bookings)
    .set({ state: key.state, updatedAt: key.now })
    .where(
      and(
        eq(bookings.installationId, key.installationId),
        inArray(bookings.id, [...key.ids]),
        eq(bookings.state, "live"),
      ),
    )
    .returning({ memberId: bookings.memberId });
  return rows.flatMap((row) => row.memberId ?? []);
}

/** Live bookings of these members (null = all) that end after `endsAfter`. */
export function liveBookings(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[] | null; readonly endsAfter: Date },
): Promise<BookingRow[]> {
  return db
    .select()
    .from(bookings)
    .where(
      and(
        eq(bookings.installationId, key.installationId),
        eq(bookings.state, "live"),
        gt(bookings.untilAt, key.endsAfter),
        key.memberIds === null ? undefined : inArray(bookings.memberId, [...key.memberIds]),
      ),
    )
    .orderBy(asc(bookings.fromAt), asc(bookings.id));
}

/** Bookings by id in any state: what is known of a source. */
export function bookingsById(db: Db, key: Tenant & { readonly ids: readonly string[] }) {
  if (key.ids.length === 0) return Promise.resolve([]);
  return db
    .select({
      id: bookings.id,
      state: bookings.state,
      memberId: bookings.memberId,
      resourceId: bookings.resourceId,
    })
    .from(bookings)
    .where(and(eq(bookings.installationId, key.installationId), inArray(bookings.id, [...key.ids])));
}

/** Live bookings that overlap a span and were not listed by the read: in doubt until proven. */
export async function doubtUnlisted(
  db: Db,
  key: Tenant & {
    readonly readId: string;
    readonly from: Date;
    /** Null = however far ahead. */
    readonly until: Date | null;
    readonly memberId?: MemberId;
    readonly now: Date;
  },
): Promise<string[]> {
  const rows = await db
    .update(bookings)
    .set({ missingSince: sql`coalesce(${bookings.missingSince}, ${key.now.toISOString()}::timestamptz)` })
    .where(
      and(
        eq(bookings.installationId, key.installationId),
        eq(bookings.state, "live"),
        gt(bookings.untilAt, key.from),
        key.until === null ? undefined : lt(bookings.fromAt, key.until),
        key.memberId === undefined ? undefined : eq(bookings.memberId, key.memberId),
        or(isNull(bookings.seenInRead), ne(bookings.seenInRead, key.readId)),
      ),
    )
    .returning({ id: bookings.id });
  return rows.map((row) => row.id);
}

export function membersById(
  db: Db,
  key: Tenant & { readonly ids: readonly MemberId[] | null },
): Promise<MemberRow[]> {
  return db
    .select()
    .from(members)
    .where(
      and(
        eq(members.installationId, key.installationId),
        key.ids === null ? undefined : inArray(members.id, [...key.ids]),
      ),
    )
    .orderBy(asc(members.fullName), asc(members.id));
}

export async function endMember(
  db: Db,
  key: Tenant & { readonly memberId: MemberId; readonly now: Date },
): Promise<void> {
  await db
    .update(members)
    .set({ state: "gone", updatedAt: key.now })
    .where(and(eq(members.installationId, key.installationId), eq(members.id, key.memberId)));
}

export async function recordReads(
  db: Db,
  rows: readonly (typeof platformReads.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await db.insert(platformReads).values([...rows]);
}

/** How far each entity has been read; one never read is not in it. */
export async function readCursorsOf(db: Db, key: Tenant): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .select({ entity: readCursors.entity, at: readCursors.readUpTo })
    .from(readCursors)
    .where(eq(readCursors.installationId, key.installationId));
  return new Map(rows.map((row) => [row.entity, row.at]));
}

/** Moves cursors of different entities; none goes back. */
export async function moveCursors(
  db: Db,
  key: Tenant & { readonly cursors: readonly { readonly entity: string; readonly to: Date }[] },
): Promise<void> {
  const { installationId } = key;
  if (key.cursors.length === 0) return;
  await db
    .insert(readCursors)
    .values(key.cursors.map(({ entity, to }) => ({ installationId, entity, readUpTo: to })))
    .onConflictDoUpdate({
      target: [readCursors.installationId, readCursors.entity],
      set: { readUpTo: sql`greatest(${readCursors.readUpTo}, excluded.read_up_to)` },
    });
}
