import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Db } from "@/db/client";
import {
  connections,
  operations,
  persons,
  revokeApprovalPeople,
  revokeApprovals,
  vendorGrants,
} from "@/db/schema";

const HOUR = 3_600_000;
/** What was let go is taken within this, however long its vendor is away. */
const DAY = 24 * HOUR;
/** Who decided where no admin had to be asked. */
const BY_ITSELF = "lintel";

/**
 * Connections at which more people lost access within an hour, for records that were found gone, than the budget lets
 * go without an admin's word. Told from what was decided when and what was taken, not from what was counted.
 */
async function budgetsOverrun(db: Db): Promise<string[]> {
  const [kept, people, freed, taken] = await Promise.all([
    db.select().from(connections),
    db.select({ connectionId: persons.connectionId }).from(persons),
    db
      .select({
        connectionId: revokeApprovals.connectionId,
        at: revokeApprovals.createdAt,
        personId: revokeApprovalPeople.personId,
      })
      .from(revokeApprovals)
      .innerJoin(revokeApprovalPeople, eq(revokeApprovalPeople.approvalId, revokeApprovals.id))
      .where(and(eq(revokeApprovals.state, "approved"), eq(revokeApprovals.decidedBy, BY_ITSELF)))
      .orderBy(revokeApprovals.createdAt),
    db
      .select({ personId: operations.personId, at: operations.createdAt })
      .from(operations)
      .where(and(eq(operations.verb, "revoke"), eq(operations.basis, "unseen"))),
  ]);
  const isTaken = ({ personId, at }: (typeof freed)[number]) =>
    taken.some((row) => row.personId === personId && row.at >= at && row.at.getTime() < at.getTime() + DAY);
  return kept.flatMap(({ id, revokePeopleMin, revokeSharePercent }) => {
    // Everybody there ever was: the share is of those who hold something, who are no more.
    const all = people.filter((person) => person.connectionId === id).length;
    const most = Math.max(revokePeopleMin, Math.floor((revokeSharePercent * all) / 100));
    const own = freed.filter((row) => row.connectionId === id && isTaken(row));
    const worst = Math.max(0, ...own.map(({ at }) => withinHour(own, at.getTime())));
    return worst > most ? [`${worst} people of ${id} lost access within an hour, of ${most} at most`] : [];
  });
}

/** Different people within the hour that begins at an instant. */
function withinHour(rows: readonly { readonly at: Date; readonly personId: string }[], from: number): number {
  const within = rows.filter(({ at }) => at.getTime() >= from && at.getTime() < from + HOUR);
  return new Set(within.map((row) => row.personId)).size;
}

/** Grants a vendor was asked for without a row in the ledger, by which they would be known again after a crash. */
async function grantsWithoutIntent(db: Db): Promise<string[]> {
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .leftJoin(vendorGrants, eq(vendorGrants.id, operations.vendorGrantRow))
    .where(and(eq(operations.verb, "grant"), isNotNull(operations.vendorGrantRow), isNull(vendorGrants.id)));
  return rows.map(({ id }) => `operation ${id} gave what is not in the ledger`);
}

/** What Lintel's own books show that must never be, in sentences; empty = nothing. */
export async function wrongInBooks(db: Db): Promise<string[]> {
  return [...(await budgetsOverrun(db)), ...(await grantsWithoutIntent(db))];
}
