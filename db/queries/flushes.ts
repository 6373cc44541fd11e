import { and, eq, gte, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, flushes } from "../schema";

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

const isKey = (key: Key) =>
  and(eq(flushes.installationId, key.installationId), eq(flushes.connectionId, key.connectionId));

/** A write that was not followed by a successful call begun after it. */
const isWanted = or(isNull(flushes.flushedAt), gte(flushes.wantedAt, flushes.flushedAt));

/** Raises the flag. Repeat: the latest instant counts. */
export async function wantFlush(db: Db, key: Key & { readonly now: Date }): Promise<void> {
  const { installationId, connectionId, now } = key;
  await db
    .insert(flushes)
    .values({ installationId, connectionId, wantedAt: now })
    .onConflictDoUpdate({
      target: flushes.connectionId,
      set: { wantedAt: sql`greatest(${flushes.wantedAt}, excluded.wanted_at)` },
    });
}

/** Null = nothing to flush. */
export async function wantedFlush(db: Db, key: Key) {
  const [row] = await db
    .select()
    .from(flushes)
    .where(and(isKey(key), isWanted));
  return row ?? null;
}

/** Notes a call that succeeded: the flag falls unless something was written since it began. */
export async function noteFlushed(db: Db, key: Key & { readonly begunAt: Date }): Promise<void> {
  await db.update(flushes).set({ flushedAt: key.begunAt, nextTryAt: null }).where(isKey(key));
}

export async function delayFlush(db: Db, key: Key & { readonly until: Date }): Promise<void> {
  await db.update(flushes).set({ nextTryAt: key.until }).where(isKey(key));
}

/** Flags raised at least since `before` that may be tried now, of all installations: for the sweep only. */
export async function listDueFlushes(
  db: Db,
  at: { readonly now: Date; readonly before: Date },
): Promise<Key[]> {
  return db
    .select({ installationId: flushes.installationId, connectionId: flushes.connectionId })
    .from(flushes)
    .innerJoin(connections, eq(connections.id, flushes.connectionId))
    .where(
      and(
        isWanted,
        lte(flushes.wantedAt, at.before),
        or(isNull(flushes.nextTryAt), lte(flushes.nextTryAt, at.now)),
        inArray(connections.state, ["active", "paused"]),
      ),
    );
}
