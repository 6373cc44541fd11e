import { and, count, eq, gt, notInArray } from "drizzle-orm";
import type { InstallationId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, pendingInstalls, persons } from "../schema";

export type PendingInstallRow = typeof pendingInstalls.$inferSelect;
/** Belongs to no installation before it is answered: the browser's own token is all there is to know it by. */
type Key = { readonly idHash: string; readonly now: Date };

const isOpen = ({ idHash, now }: Key) =>
  and(eq(pendingInstalls.idHash, idHash), gt(pendingInstalls.expiresAt, now));

export async function insertPendingInstall(db: Db, row: typeof pendingInstalls.$inferInsert): Promise<void> {
  await db.insert(pendingInstalls).values(row);
}

/** Null for an unknown, answered or expired one. `now` is real time. */
export async function openPendingInstall(db: Db, key: Key): Promise<PendingInstallRow | null> {
  const [row] = await db.select().from(pendingInstalls).where(isOpen(key));
  return row ?? null;
}

/** Spends it: one caller gets true, every other false. */
export async function takePendingInstall(db: Db, key: Key): Promise<boolean> {
  const rows = await db
    .delete(pendingInstalls)
    .where(isOpen(key))
    .returning({ idHash: pendingInstalls.idHash });
  return rows.length === 1;
}

/** How much goes on when an installation is opened again: its vendor accounts, and the people known there. */
export async function countReach(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<{ readonly connections: number; readonly people: number }> {
  const kept = and(
    eq(connections.installationId, key.installationId),
    notInArray(connections.state, ["draft", "disconnected"]),
  );
  const [linked] = await db.select({ n: count() }).from(connections).where(kept);
  const [known] = await db
    .select({ n: count() })
    .from(persons)
    .innerJoin(
      connections,
      and(eq(connections.installationId, persons.installationId), eq(connections.id, persons.connectionId)),
    )
    .where(kept);
  return { connections: linked?.n ?? 0, people: known?.n ?? 0 };
}
