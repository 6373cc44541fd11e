import { and, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { installations, touchedMembers } from "@/db/schema";
import type { InstallationId, MemberId } from "@/lib/access/types";

interface Key {
  readonly installationId: InstallationId;
}

/**
 * Remembers whose rights are to be worked out anew (null = everybody's), so that a crash between reading and
 * working out loses nobody. Written before a cursor moves. Repeat: only the instant gets later.
 */
export async function noteTouched(
  db: Db,
  key: Key & { readonly memberIds: readonly MemberId[] | null; readonly now: Date },
): Promise<void> {
  const { installationId, memberIds, now } = key;
  if (memberIds === null) {
    await db
      .update(installations)
      .set({ everybodyTouchedAt: now })
      .where(eq(installations.id, installationId));
    return;
  }
  if (memberIds.length === 0) return;
  await db
    .insert(touchedMembers)
    .values(memberIds.map((memberId) => ({ installationId, memberId, touchedAt: now })))
    .onConflictDoUpdate({
      target: [touchedMembers.installationId, touchedMembers.memberId],
      set: { touchedAt: sql`greatest(${touchedMembers.touchedAt}, excluded.touched_at)` },
    });
}

/** Who still waits; null = everybody. */
export async function listTouched(db: Db, key: Key): Promise<readonly MemberId[] | null> {
  const { installationId } = key;
  const [everybody] = await db
    .select({ id: installations.id })
    .from(installations)
    .where(and(eq(installations.id, installationId), isNotNull(installations.everybodyTouchedAt)));
  if (everybody) return null;
  const rows = await db
    .select({ memberId: touchedMembers.memberId })
    .from(touchedMembers)
    .where(eq(touchedMembers.installationId, installationId));
  return rows.map((row) => row.memberId);
}

/** They were worked out from what was stored before `asOf`; who was touched since still waits. */
export async function clearTouched(
  db: Db,
  key: Key & { readonly memberIds: readonly MemberId[] | null; readonly asOf: Date },
): Promise<void> {
  const { installationId, memberIds, asOf } = key;
  const isDone = and(eq(touchedMembers.installationId, installationId), lt(touchedMembers.touchedAt, asOf));
  if (memberIds === null) {
    await db
      .update(installations)
      .set({ everybodyTouchedAt: null })
      .where(and(eq(installations.id, installationId), lt(installations.everybodyTouchedAt, asOf)));
    await db.delete(touchedMembers).where(isDone);
    return;
  }
  if (memberIds.length === 0) return;
  await db.delete(touchedMembers).where(and(isDone, inArray(touchedMembers.memberId, [...memberIds])));
}
