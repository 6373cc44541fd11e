import { and, asc, eq, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Db } from "../client";
import { checkIns, connections, installations, presence } from "../schema";

export type PresenceRow = typeof presence.$inferSelect;
type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

const isRow = (key: Key) =>
  and(eq(presence.installationId, key.installationId), eq(presence.connectionId, key.connectionId));

/** Null while nobody has listed doors or chosen anything: everything is off. */
export async function getPresence(db: Db, key: Key): Promise<PresenceRow | null> {
  const [row] = await db.select().from(presence).where(isRow(key));
  return row ?? null;
}

export function listPresence(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<PresenceRow[]> {
  return db.select().from(presence).where(eq(presence.installationId, key.installationId));
}

/** Writes the given columns; the row is made with the first of them. */
export async function savePresence(
  db: Db,
  key: Key,
  change: Partial<Omit<typeof presence.$inferInsert, "installationId" | "connectionId">>,
): Promise<void> {
  const { installationId, connectionId } = key;
  await db
    .insert(presence)
    .values({ installationId, connectionId, ...change })
    .onConflictDoUpdate({
      target: presence.connectionId,
      set: change,
      setWhere: eq(presence.installationId, installationId),
    });
}

/**
 * Notes how far a reading got, unless the switches were turned since it began: a mark of before would then stand for
 * openings that nobody reads any more.
 */
export async function noteReading(
  tx: Db,
  key: Key & { readonly readingSince: Date },
  read: {
    readonly mark: string | null;
    readonly lastReadAt: Date;
    readonly lastReadComplete: boolean;
  },
): Promise<boolean> {
  const rows = await tx
    .update(presence)
    .set({ ...read, lastErrorKind: null })
    .where(and(isRow(key), eq(presence.readingSince, key.readingSince)))
    .returning({ id: presence.connectionId });
  return rows.length === 1;
}

export interface Reading {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

const isRead = and(
  isNotNull(presence.readingSince),
  eq(connections.state, "active"),
  isNull(connections.disconnectingSince),
  eq(installations.state, "active"),
);

/** Connections whose openings are read, of all installations, the one that waited longest first: for the tick only. */
export function listReading(db: Db): Promise<Reading[]> {
  return db
    .select({ installationId: presence.installationId, connectionId: presence.connectionId })
    .from(presence)
    .innerJoin(
      connections,
      and(eq(connections.installationId, presence.installationId), eq(connections.id, presence.connectionId)),
    )
    .innerJoin(installations, eq(installations.id, presence.installationId))
    .where(isRead)
    .orderBy(sql`${presence.lastReadAt} asc nulls first`, asc(presence.connectionId));
}

/** Installations with a check-in that is due, of all of them: for the tick only. */
export async function listWithDueCheckIns(db: Db, key: { readonly now: Date }): Promise<InstallationId[]> {
  const rows = await db
    .selectDistinct({ installationId: checkIns.installationId })
    .from(checkIns)
    .innerJoin(installations, eq(installations.id, checkIns.installationId))
    .where(
      and(
        eq(checkIns.state, "intended"),
        sql`${checkIns.nextTryAt} <= ${key.now.toISOString()}::timestamptz`,
        eq(installations.state, "active"),
      ),
    );
  return rows.map((row) => row.installationId);
}

/** Whether presence is on anywhere, or a check-in waits: for the sweep only. */
export async function isPresenceDue(db: Db, key: { readonly now: Date }): Promise<boolean> {
  const [reading] = await db
    .select({ id: presence.connectionId })
    .from(presence)
    .where(isNotNull(presence.readingSince))
    .limit(1);
  return reading !== undefined || (await listWithDueCheckIns(db, key)).length > 0;
}

/** The tenant of a connection whose openings are read, found by a webhook's address whose secret was checked. */
export async function connectionOfHint(
  db: Db,
  key: { readonly connectionId: ConnectionId; readonly vendor: string },
): Promise<Reading | null> {
  const [row] = await db
    .select({ installationId: presence.installationId, connectionId: presence.connectionId })
    .from(presence)
    .innerJoin(
      connections,
      and(
        eq(connections.installationId, presence.installationId),
        eq(connections.id, presence.connectionId),
        eq(connections.vendor, key.vendor),
      ),
    )
    .innerJoin(installations, eq(installations.id, presence.installationId))
    .where(and(eq(presence.connectionId, key.connectionId), isRead));
  return row ?? null;
}

/** Notes that a webhook came. False = another came since `quietSince`, and that one is being followed. */
export async function noteHint(
  db: Db,
  key: Key & { readonly quietSince: Date; readonly now: Date },
): Promise<boolean> {
  const rows = await db
    .update(presence)
    .set({ lastHintAt: key.now })
    .where(and(isRow(key), or(isNull(presence.lastHintAt), lte(presence.lastHintAt, key.quietSince))))
    .returning({ id: presence.connectionId });
  return rows.length === 1;
}
