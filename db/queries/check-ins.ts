import { and, asc, count, desc, eq, gte, inArray, lt, lte, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ConnectionId, InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { checkIns, openings } from "../schema";

export type CheckInRow = typeof checkIns.$inferSelect;
type OpeningRow = typeof openings.$inferSelect;
type Tenant = { readonly installationId: InstallationId };
type Key = Tenant & { readonly connectionId: ConnectionId };

/** Which of these events were recorded before. */
export async function knownEvents(
  db: Db,
  key: Key & { readonly eventIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (key.eventIds.length === 0) return new Set();
  const rows = await db
    .select({ eventId: openings.eventId })
    .from(openings)
    .where(
      and(
        eq(openings.installationId, key.installationId),
        eq(openings.connectionId, key.connectionId),
        inArray(openings.eventId, [...key.eventIds]),
      ),
    );
  return new Set(rows.map((row) => row.eventId));
}

/** Records openings; returns the ids of those that nobody had recorded before. */
export async function insertOpenings(
  tx: Db,
  rows: readonly (typeof openings.$inferInsert)[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const made = await tx
    .insert(openings)
    .values([...rows])
    .onConflictDoNothing()
    .returning({ eventId: openings.eventId });
  return new Set(made.map((row) => row.eventId));
}

/** Writes what is to be told to Nexudus. An event, and a first opening of a day, asks for it once. */
export async function insertCheckIns(tx: Db, rows: readonly (typeof checkIns.$inferInsert)[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(checkIns)
      .values([...rows])
      .onConflictDoNothing();
}

/** Check-ins and check-outs of these members since an instant, oldest first. */
export async function checkInsOf(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[]; readonly since: Date },
): Promise<CheckInRow[]> {
  if (key.memberIds.length === 0) return [];
  return db
    .select()
    .from(checkIns)
    .where(
      and(
        eq(checkIns.installationId, key.installationId),
        inArray(checkIns.memberId, [...key.memberIds]),
        gte(checkIns.at, key.since),
      ),
    )
    .orderBy(asc(checkIns.at), asc(checkIns.id));
}

/**
 * What is due, oldest first. Of one member only the first that is not settled: a check-out must not overtake the
 * check-in before it.
 */
export function dueCheckIns(
  db: Db,
  key: Tenant & { readonly now: Date; readonly limit: number },
): Promise<CheckInRow[]> {
  const earlier = alias(checkIns, "earlier");
  const isBehind = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.installationId, checkIns.installationId),
        eq(earlier.memberId, checkIns.memberId),
        eq(earlier.state, "intended"),
        or(lt(earlier.at, checkIns.at), and(eq(earlier.at, checkIns.at), lt(earlier.id, checkIns.id))),
      ),
    );
  return db
    .select()
    .from(checkIns)
    .where(
      and(
        eq(checkIns.installationId, key.installationId),
        eq(checkIns.state, "intended"),
        lte(checkIns.nextTryAt, key.now),
        sql`not exists ${isBehind}`,
      ),
    )
    .orderBy(asc(checkIns.at), asc(checkIns.id))
    .limit(key.limit);
}

/** How many calls for check-ins began since an instant: Nexudus limits them. */
export async function attemptsSince(db: Db, key: Tenant & { readonly since: Date }): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(checkIns)
    .where(and(eq(checkIns.installationId, key.installationId), gte(checkIns.lastAttemptAt, key.since)));
  return row?.count ?? 0;
}

type One = Tenant & { readonly id: string };
const isOpen = (key: One) =>
  and(
    eq(checkIns.installationId, key.installationId),
    eq(checkIns.id, key.id),
    eq(checkIns.state, "intended"),
  );

/** Notes that an attempt begins, before it does. False = it was settled meanwhile. */
export async function beginAttempt(
  db: Db,
  key: One & { readonly attempts: number; readonly now: Date; readonly nextTryAt: Date },
): Promise<boolean> {
  const rows = await db
    .update(checkIns)
    .set({
      attempts: key.attempts + 1,
      attemptedAt: sql`coalesce(${checkIns.attemptedAt}, ${key.now.toISOString()}::timestamptz)`,
      lastAttemptAt: key.now,
      nextTryAt: key.nextTryAt,
    })
    .where(and(isOpen(key), eq(checkIns.attempts, key.attempts)))
    .returning({ id: checkIns.id });
  return rows.length === 1;
}

/** Leaves it for later, with why. */
export async function postponeCheckIn(
  db: Db,
  key: One & { readonly nextTryAt: Date; readonly problem: string },
): Promise<void> {
  await db.update(checkIns).set({ nextTryAt: key.nextTryAt, problem: key.problem }).where(isOpen(key));
}

/** The last word on one. Repeat: what was settled stays. */
export async function settleCheckIn(
  db: Db,
  key: One & { readonly now: Date },
  end: {
    readonly state: Exclude<CheckInRow["state"], "intended">;
    readonly recordId?: string | null;
    readonly problem?: string | null;
    readonly description?: string | null;
  },
): Promise<void> {
  await db
    .update(checkIns)
    .set({ problem: null, ...end, settledAt: key.now, nextTryAt: null })
    .where(isOpen(key));
}

/** Gives up on what waits, e.g. because presence was switched off. */
export async function giveUpWaiting(
  tx: Db,
  key: Key & { readonly now: Date; readonly problem: string },
): Promise<void> {
  await tx
    .update(checkIns)
    .set({ state: "given_up", problem: key.problem, settledAt: key.now, nextTryAt: null })
    .where(
      and(
        eq(checkIns.installationId, key.installationId),
        eq(checkIns.connectionId, key.connectionId),
        eq(checkIns.state, "intended"),
      ),
    );
}

/** Newest first. */
export function listCheckIns(
  db: Db,
  key: Tenant & { readonly since: Date; readonly limit: number },
): Promise<CheckInRow[]> {
  return db
    .select()
    .from(checkIns)
    .where(and(eq(checkIns.installationId, key.installationId), gte(checkIns.at, key.since)))
    .orderBy(desc(checkIns.at), desc(checkIns.id))
    .limit(key.limit);
}

/** Openings that were told too late to check anybody in, newest first. */
export function listLateOpenings(db: Db, key: Tenant & { readonly limit: number }): Promise<OpeningRow[]> {
  return db
    .select()
    .from(openings)
    .where(and(eq(openings.installationId, key.installationId), eq(openings.outcome, "late")))
    .orderBy(desc(openings.readAt), desc(openings.eventId))
    .limit(key.limit);
}

/** Deletes what is kept for a time only, of all installations. What still waits is never old. */
export async function deleteOldPresence(
  db: Db,
  before: { readonly openings: Date; readonly checkIns: Date },
): Promise<number> {
  const gone = [
    await db.delete(openings).where(lt(openings.readAt, before.openings)),
    await db.delete(checkIns).where(lt(checkIns.settledAt, before.checkIns)),
  ];
  return gone.reduce((sum, result) => sum + (result.rowCount ?? 0), 0);
}
