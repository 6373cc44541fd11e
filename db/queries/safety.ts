import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, or } from "drizzle-orm";
import type { AccessGroupId, ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { grants, revokeApprovalPeople, revokeApprovals, revokeBudgets, vendorGrants } from "../schema";

type Tenant = { readonly installationId: InstallationId };
type Key = Tenant & { readonly connectionId: ConnectionId };

export type BudgetRow = typeof revokeBudgets.$inferSelect;
export type ApprovalRow = typeof revokeApprovals.$inferSelect;
export type ApprovalState = ApprovalRow["state"];

/** What was decided, or asked, about one person's groups. */
export interface Judgement {
  readonly approvalId: string;
  readonly personId: PersonId;
  readonly groupIds: readonly AccessGroupId[];
  readonly state: ApprovalState;
  readonly decidedAt: Date | null;
}

/**
 * Locks the row that counts who loses access on a connection, and makes it when there is none. Whoever counts
 * besides waits until this transaction ends: two at once never exceed what one of them may take.
 */
export async function lockBudget(tx: Db, key: Key & { readonly now: Date }): Promise<BudgetRow> {
  const { installationId, connectionId, now } = key;
  await tx
    .insert(revokeBudgets)
    .values({ installationId, connectionId, reserved: [], updatedAt: now })
    .onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(revokeBudgets)
    .where(
      and(eq(revokeBudgets.installationId, installationId), eq(revokeBudgets.connectionId, connectionId)),
    )
    .for("update");
  if (!row) throw new Error("the budget row vanished while it was being locked");
  return row;
}

export async function saveBudget(
  tx: Db,
  key: Key,
  change: Pick<BudgetRow, "reserved" | "latchedAt" | "updatedAt">,
): Promise<void> {
  await tx
    .update(revokeBudgets)
    .set(change)
    .where(
      and(
        eq(revokeBudgets.installationId, key.installationId),
        eq(revokeBudgets.connectionId, key.connectionId),
      ),
    );
}

/** People of a connection who hold something of ours at `now`. */
export async function holdersAt(db: Db, key: Key & { readonly now: Date }): Promise<Set<PersonId>> {
  const rows = await db
    .selectDistinct({ personId: grants.personId })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(vendorGrants.installationId, key.installationId),
        eq(vendorGrants.connectionId, key.connectionId),
        eq(vendorGrants.state, "present"),
        lte(vendorGrants.fromAt, key.now),
        or(isNull(vendorGrants.untilAt), gt(vendorGrants.untilAt, key.now)),
      ),
    );
  return new Set(rows.map((row) => row.personId));
}

/** Everything that was asked or decided about these people (null = about anybody of the connection). */
export function judgementsOf(
  db: Db,
  key: Key & { readonly personIds: readonly PersonId[] | null },
): Promise<Judgement[]> {
  return db
    .select({
      approvalId: revokeApprovals.id,
      personId: revokeApprovalPeople.personId,
      groupIds: revokeApprovalPeople.groupIds,
      state: revokeApprovals.state,
      decidedAt: revokeApprovals.decidedAt,
    })
    .from(revokeApprovalPeople)
    .innerJoin(
      revokeApprovals,
      and(
        eq(revokeApprovals.installationId, revokeApprovalPeople.installationId),
        eq(revokeApprovals.id, revokeApprovalPeople.approvalId),
      ),
    )
    .where(
      and(
        eq(revokeApprovalPeople.installationId, key.installationId),
        eq(revokeApprovalPeople.connectionId, key.connectionId),
        key.personIds === null ? undefined : inArray(revokeApprovalPeople.personId, [...key.personIds]),
      ),
    );
}

/** When ledger rows came to be and were last written. */
export async function ledgerTimes(
  db: Db,
  key: Tenant & { readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, { readonly createdAt: Date; readonly updatedAt: Date }>> {
  if (key.ids.length === 0) return new Map();
  const rows = await db
    .select({ id: vendorGrants.id, createdAt: vendorGrants.createdAt, updatedAt: vendorGrants.updatedAt })
    .from(vendorGrants)
    .where(and(eq(vendorGrants.installationId, key.installationId), inArray(vendorGrants.id, [...key.ids])));
  return new Map(rows.map(({ id, ...times }) => [id, times]));
}

export async function insertApproval(tx: Db, row: typeof revokeApprovals.$inferInsert): Promise<void> {
  await tx.insert(revokeApprovals).values(row);
}

/** Adds people to a question or a decision; whoever is in it already gets the groups of this time. */
export async function addApprovalPeople(
  tx: Db,
  rows: readonly (typeof revokeApprovalPeople.$inferInsert)[],
): Promise<void> {
  for (const row of rows)
    await tx
      .insert(revokeApprovalPeople)
      .values(row)
      .onConflictDoUpdate({
        target: [revokeApprovalPeople.approvalId, revokeApprovalPeople.personId],
        set: { groupIds: row.groupIds },
      });
}

export async function removeApprovalPeople(
  tx: Db,
  key: Tenant & { readonly approvalId: string; readonly personIds: readonly PersonId[] },
): Promise<void> {
  if (key.personIds.length === 0) return;
  await tx
    .delete(revokeApprovalPeople)
    .where(
      and(
        eq(revokeApprovalPeople.installationId, key.installationId),
        eq(revokeApprovalPeople.approvalId, key.approvalId),
        inArray(revokeApprovalPeople.personId, [...key.personIds]),
      ),
    );
}

export async function approvalPeople(db: Db, key: Tenant & { readonly approvalIds: readonly string[] }) {
  if (key.approvalIds.length === 0) return [];
  return db
    .select()
    .from(revokeApprovalPeople)
    .where(
      and(
        eq(revokeApprovalPeople.installationId, key.installationId),
        inArray(revokeApprovalPeople.approvalId, [...key.approvalIds]),
      ),
    )
    .orderBy(asc(revokeApprovalPeople.addedAt), asc(revokeApprovalPeople.personId));
}

export async function getApproval(
  db: Db,
  key: Tenant & { readonly approvalId: string },
): Promise<ApprovalRow | null> {
  const [row] = await db
    .select()
    .from(revokeApprovals)
    .where(
      and(eq(revokeApprovals.installationId, key.installationId), eq(revokeApprovals.id, key.approvalId)),
    );
  return row ?? null;
}

/** The question that waits on a connection, if any: the database keeps it to one. */
export async function openApproval(db: Db, key: Key): Promise<ApprovalRow | null> {
  const [row] = await db
    .select()
    .from(revokeApprovals)
    .where(
      and(
        eq(revokeApprovals.installationId, key.installationId),
        eq(revokeApprovals.connectionId, key.connectionId),
        eq(revokeApprovals.state, "open"),
      ),
    );
  return row ?? null;
}

/** Open questions of an installation, and dismissed ones, newest first. */
export function listQuestions(db: Db, key: Tenant): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(revokeApprovals)
    .where(
      and(
        eq(revokeApprovals.installationId, key.installationId),
        inArray(revokeApprovals.state, ["open", "dismissed"]),
      ),
    )
    .orderBy(asc(revokeApprovals.createdAt), asc(revokeApprovals.id));
}

/** Moves a question on from one of the given states; false when it is in none of them any more. */
export async function decideApproval(
  tx: Db,
  key: Tenant & { readonly approvalId: string; readonly from: readonly ApprovalState[] },
  to: {
    readonly state: ApprovalState;
    readonly decidedAt: Date;
    readonly decidedBy: string;
  },
): Promise<boolean> {
  const rows = await tx
    .update(revokeApprovals)
    .set(to)
    .where(
      and(
        eq(revokeApprovals.installationId, key.installationId),
        eq(revokeApprovals.id, key.approvalId),
        inArray(revokeApprovals.state, [...key.from]),
      ),
    )
    .returning({ id: revokeApprovals.id });
  return rows.length === 1;
}

/** How many connections of an installation wait for an answer. */
export async function countLatched(db: Db, key: Tenant): Promise<number> {
  const rows = await db
    .select({ id: revokeBudgets.connectionId })
    .from(revokeBudgets)
    .where(and(eq(revokeBudgets.installationId, key.installationId), isNotNull(revokeBudgets.latchedAt)));
  return rows.length;
}
