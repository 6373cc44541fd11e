import { and, asc, desc, eq, inArray, isNull, lte } from "drizzle-orm";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, passInvitations } from "../schema";
import { type Among, isAmong } from "./among";

export type InvitationRow = typeof passInvitations.$inferSelect;
type Tenant = { readonly installationId: InstallationId };

/** One row per window that has none yet, due now. Returns the new ones. Repeat: none. */
export async function noteOpenings(
  db: Db,
  key: Tenant & {
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
    readonly windows: readonly { readonly from: Date; readonly until: Date | null }[];
    readonly now: Date;
    readonly newId: () => string;
  },
): Promise<string[]> {
  const { installationId, connectionId, personId, windows, now, newId } = key;
  if (windows.length === 0) return [];
  const rows = await db
    .insert(passInvitations)
    .values(
      windows.map(({ from, until }) => ({
        id: newId(),
        installationId,
        connectionId,
        personId,
        windowFrom: from,
        windowUntil: until,
        state: "due" as const,
        nextAt: now,
        failures: 0,
        createdAt: now,
        updatedAt: now,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: passInvitations.id });
  return rows.map((row) => row.id);
}

export async function getInvitation(
  db: Db,
  key: Tenant & { readonly id: string },
): Promise<InvitationRow | null> {
  const [row] = await db
    .select()
    .from(passInvitations)
    .where(and(eq(passInvitations.installationId, key.installationId), eq(passInvitations.id, key.id)));
  return row ?? null;
}

/** Changes one; use `underFence` around it. */
export async function updateInvitation(
  db: Db,
  key: Tenant & { readonly id: string },
  change: Partial<typeof passInvitations.$inferInsert>,
): Promise<void> {
  await db
    .update(passInvitations)
    .set(change)
    .where(and(eq(passInvitations.installationId, key.installationId), eq(passInvitations.id, key.id)));
}

/** The newest of each of these people, as far as they have one. */
export async function latestInvitations(
  db: Db,
  key: Tenant & { readonly personIds: readonly PersonId[] },
): Promise<ReadonlyMap<PersonId, InvitationRow>> {
  if (key.personIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([passInvitations.personId])
    .from(passInvitations)
    .where(
      and(
        eq(passInvitations.installationId, key.installationId),
        inArray(passInvitations.personId, [...key.personIds]),
      ),
    )
    .orderBy(asc(passInvitations.personId), desc(passInvitations.windowFrom));
  return new Map(rows.map((row) => [row.personId, row]));
}

/** Those that are due since `before`, on active connections. Oldest first. */
export async function dueInvitations(
  db: Db,
  key: Among & { readonly before: Date; readonly limit: number },
): Promise<InvitationRow[]> {
  const rows = await db
    .select({ invitation: passInvitations })
    .from(passInvitations)
    .innerJoin(
      connections,
      and(
        eq(connections.installationId, passInvitations.installationId),
        eq(connections.id, passInvitations.connectionId),
      ),
    )
    .where(
      and(
        lte(passInvitations.nextAt, key.before),
        eq(connections.state, "active"),
        isNull(connections.disconnectingSince),
        isAmong(passInvitations.connectionId, key),
      ),
    )
    .orderBy(asc(passInvitations.nextAt))
    .limit(key.limit);
  return rows.map((row) => row.invitation);
}
