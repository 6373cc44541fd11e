import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, installations, missingRoles, sessions } from "../schema";
import type { InstallationRow } from "./installations";

type Tenant = { readonly installationId: InstallationId };

export function listMissingRoles(db: Db, key: Tenant) {
  return db
    .select()
    .from(missingRoles)
    .where(eq(missingRoles.installationId, key.installationId))
    .orderBy(asc(missingRoles.entity));
}

/** Remembers that an entity is refused. True = it was not known before. */
export async function noteMissingRole(
  db: Db,
  key: Tenant & { readonly entity: string; readonly now: Date },
): Promise<boolean> {
  const { installationId, entity, now } = key;
  const rows = await db
    .insert(missingRoles)
    .values({ installationId, entity, since: now, lastSeenAt: now })
    .onConflictDoUpdate({
      target: [missingRoles.installationId, missingRoles.entity],
      set: { lastSeenAt: now },
    })
    .returning({ since: missingRoles.since });
  return rows[0]?.since.getTime() === now.getTime();
}

/** The entity answers again. True = it was missing until now. */
export async function clearMissingRole(db: Db, key: Tenant & { readonly entity: string }): Promise<boolean> {
  const rows = await db
    .delete(missingRoles)
    .where(and(eq(missingRoles.installationId, key.installationId), eq(missingRoles.entity, key.entity)))
    .returning({ entity: missingRoles.entity });
  return rows.length > 0;
}

/** Counts one refused probe of a synced installation, from the first one on. Null when it is not synced. */
export async function countRefusedProbe(
  db: Db,
  key: Tenant & { readonly now: Date },
): Promise<{ readonly since: Date; readonly probes: number } | null> {
  const [row] = await db
    .update(installations)
    .set({
      unauthorizedSince: sql`coalesce(${installations.unauthorizedSince}, ${key.now.toISOString()}::timestamptz)`,
      unauthorizedProbes: sql`${installations.unauthorizedProbes} + 1`,
      updatedAt: key.now,
    })
    .where(and(eq(installations.id, key.installationId), eq(installations.state, "active")))
    .returning({ since: installations.unauthorizedSince, probes: installations.unauthorizedProbes });
  return row?.since ? { since: row.since, probes: row.probes } : null;
}

/** Takes the mail about the end of access on oneself, before the mail server is called. False = it is not due (any more). */
export async function claimGraceMail(db: Db, key: Tenant & { readonly now: Date }): Promise<boolean> {
  const rows = await db
    .update(installations)
    .set({
      graceMail: "sending",
      graceMailAt: key.now,
      graceMailTries: sql`${installations.graceMailTries} + 1`,
      updatedAt: key.now,
    })
    .where(
      and(
        eq(installations.id, key.installationId),
        eq(installations.state, "needs_reapproval"),
        isNull(installations.graceMail),
      ),
    )
    .returning({ id: installations.id });
  return rows.length > 0;
}

/** What became of the mail. False = it was noted already, or the installation was restored meanwhile. */
export async function settleGraceMail(
  db: Db,
  key: Tenant & { readonly now: Date; readonly state: InstallationRow["graceMail"] },
): Promise<boolean> {
  const rows = await db
    .update(installations)
    .set({ graceMail: key.state, updatedAt: key.now })
    .where(
      and(
        eq(installations.id, key.installationId),
        eq(installations.state, "needs_reapproval"),
        sql`${installations.graceMail} is distinct from ${key.state}`,
      ),
    )
    .returning({ id: installations.id });
  return rows.length > 0;
}

/** Nexudus lets the credential in: whatever was counted against it is void. True = something was. */
export async function voidRefusedProbes(db: Db, key: Tenant & { readonly now: Date }): Promise<boolean> {
  const rows = await db
    .update(installations)
    .set({ unauthorizedSince: null, unauthorizedProbes: 0, updatedAt: key.now })
    .where(
      and(
        eq(installations.id, key.installationId),
        eq(installations.state, "active"),
        isNotNull(installations.unauthorizedSince),
      ),
    )
    .returning({ id: installations.id });
  return rows.length === 1;
}

/** Moves an installation from one of `from`; of two callers one gets true. */
export async function moveInstallation(
  db: Db,
  key: Tenant & { readonly from: readonly InstallationRow["state"][] },
  change: Partial<Omit<typeof installations.$inferInsert, "id">>,
): Promise<boolean> {
  const rows = await db
    .update(installations)
    .set(change)
    .where(and(eq(installations.id, key.installationId), inArray(installations.state, [...key.from])))
    .returning({ id: installations.id });
  return rows.length === 1;
}

/** Ends every session of an installation. `now` is real time. */
export async function endSessions(db: Db, key: Tenant & { readonly now: Date }): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: key.now })
    .where(and(eq(sessions.installationId, key.installationId), isNull(sessions.endedAt)));
}

/** Parked installations that have not been asked for since `before`, of the whole deployment: for schedules only. */
export function listParked(
  db: Db,
  key: { readonly before: Date },
): Promise<{ readonly id: InstallationId }[]> {
  return db
    .select({ id: installations.id })
    .from(installations)
    .where(
      and(
        eq(installations.state, "needs_reapproval"),
        or(isNull(installations.lastPollAt), lte(installations.lastPollAt, key.before)),
      ),
    );
}

/** Removals and disconnects under way, of the whole deployment: for schedules only. */
export async function listLeaving(db: Db): Promise<{
  readonly installations: readonly InstallationId[];
  readonly connections: readonly {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
  }[];
}> {
  const [removing, leaving] = await Promise.all([
    db.select({ id: installations.id }).from(installations).where(eq(installations.state, "removing")),
    db
      .select({ installationId: connections.installationId, connectionId: connections.id })
      .from(connections)
      .where(and(isNotNull(connections.disconnectingSince), ne(connections.state, "disconnected"))),
  ]);
  return { installations: removing.map((row) => row.id), connections: leaving };
}

/** Removed installations whose time is over, with everything that belongs to them. The audit log stays. */
export async function deleteRemoved(db: Db, key: { readonly removedBefore: Date }): Promise<number> {
  const rows = await db
    .delete(installations)
    .where(and(eq(installations.state, "removed"), lt(installations.removedAt, key.removedBefore)))
    .returning({ id: installations.id });
  return rows.length;
}
