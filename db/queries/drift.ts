import { and, eq, gt, inArray } from "drizzle-orm";
import type { AccessGroupId, ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { driftRepairs, persons } from "../schema";

type Tenant = { readonly installationId: InstallationId };

export async function insertRepair(tx: Db, row: typeof driftRepairs.$inferInsert): Promise<void> {
  await tx.insert(driftRepairs).values(row);
}

/** Memberships put back since `since`, one row each, of these people (null = of anybody on any connection). */
export function repairsSince(
  db: Db,
  key: Tenant & {
    readonly connectionId?: ConnectionId;
    readonly personIds: readonly PersonId[] | null;
    readonly since: Date;
  },
): Promise<
  { readonly connectionId: ConnectionId; readonly personId: PersonId; readonly groupId: AccessGroupId }[]
> {
  return db
    .select({
      connectionId: driftRepairs.connectionId,
      personId: driftRepairs.personId,
      groupId: driftRepairs.groupId,
    })
    .from(driftRepairs)
    .where(
      and(
        eq(driftRepairs.installationId, key.installationId),
        key.connectionId === undefined ? undefined : eq(driftRepairs.connectionId, key.connectionId),
        key.personIds === null ? undefined : inArray(driftRepairs.personId, [...key.personIds]),
        gt(driftRepairs.at, key.since),
      ),
    );
}

/** The count of a person begins anew: an admin wants everything put back. */
export async function forgetRepairs(tx: Db, key: Tenant & { readonly personId: PersonId }): Promise<void> {
  await tx
    .delete(driftRepairs)
    .where(and(eq(driftRepairs.installationId, key.installationId), eq(driftRepairs.personId, key.personId)));
}

/** People whom somebody shut out at the vendor, or who were taken out there again and again. */
export function listShutOut(db: Db, key: Tenant & { readonly takenOut: string }) {
  return db
    .select({
      id: persons.id,
      connectionId: persons.connectionId,
      disabledSince: persons.disabledSince,
      lastErrorKind: persons.lastErrorKind,
      lastErrorAt: persons.lastErrorAt,
    })
    .from(persons)
    .where(eq(persons.installationId, key.installationId))
    .then((rows) => rows.filter((row) => row.disabledSince !== null || row.lastErrorKind === key.takenOut));
}
