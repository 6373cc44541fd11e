import { and, asc, eq, inArray, notInArray, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { credentialProblems } from "../schema";

export type CredentialProblemRow = typeof credentialProblems.$inferSelect;
type Tenant = { readonly installationId: InstallationId };

export function listProblems(
  db: Db,
  key: Tenant & { readonly personIds: readonly PersonId[] },
): Promise<CredentialProblemRow[]> {
  if (key.personIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, key.installationId),
        inArray(credentialProblems.personId, [...key.personIds]),
      ),
    )
    .orderBy(asc(credentialProblems.kind), asc(credentialProblems.position));
}

/** People of a connection with a credential that is not accepted. */
export async function peopleWithProblems(
  db: Db,
  key: Tenant & { readonly connectionId: ConnectionId },
): Promise<PersonId[]> {
  const rows = await db
    .selectDistinct({ personId: credentialProblems.personId })
    .from(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, key.installationId),
        eq(credentialProblems.connectionId, key.connectionId),
      ),
    );
  return rows.map((row) => row.personId);
}

/** What is wrong with one kind of a person's credentials, whole: the rest of it is over. `since` stays where it was known. */
export async function replaceProblems(
  tx: Db,
  key: Tenant & {
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
    readonly kind: CredentialProblemRow["kind"];
    readonly now: Date;
  },
  problems: readonly { readonly position: number; readonly reason: string }[],
): Promise<void> {
  const { installationId, connectionId, personId, kind, now } = key;
  const positions = problems.map((problem) => problem.position);
  await tx
    .delete(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, installationId),
        eq(credentialProblems.personId, personId),
        eq(credentialProblems.kind, kind),
        positions.length === 0 ? undefined : notInArray(credentialProblems.position, positions),
      ),
    );
  if (problems.length === 0) return;
  await tx
    .insert(credentialProblems)
    .values(
      problems.map(({ position, reason }) => ({
        installationId,
        connectionId,
        personId,
        kind,
        position,
        reason,
        since: now,
      })),
    )
    .onConflictDoUpdate({
      target: [credentialProblems.personId, credentialProblems.kind, credentialProblems.position],
      set: {
        reason: sql`excluded.reason`,
        since: sql`case when ${credentialProblems.reason} = excluded.reason then ${credentialProblems.since} else excluded.since end`,
      },
    });
}

/** Nothing of ours is with the person any more. */
export async function deleteProblems(db: Db, key: Tenant & { readonly personId: PersonId }): Promise<void> {
  await db
    .delete(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, key.installationId),
        eq(credentialProblems.personId, key.personId),
      ),
    );
}
