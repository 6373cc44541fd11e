import { and, desc, eq, gte, inArray, isNull, lte, ne, notInArray, or } from "drizzle-orm";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { auditLog, connections, operations } from "../schema";
import { type Among, isAmong } from "./among";

export type OperationRow = typeof operations.$inferSelect;

/** Verb of what an admin asks to be taken back before it begins; the revoke that does it is a row of its own. */
export const WITHDRAW = "withdraw";

export async function insertOperation(db: Db, row: typeof operations.$inferInsert): Promise<void> {
  await db.insert(operations).values(row);
}

export async function finishOperation(
  db: Db,
  key: { readonly installationId: InstallationId; readonly id: string },
  outcome: Pick<
    typeof operations.$inferInsert,
    "state" | "finishedAt" | "errorKind" | "errorText" | "nextTryAt"
  >,
): Promise<void> {
  await db
    .update(operations)
    .set(outcome)
    .where(and(eq(operations.installationId, key.installationId), eq(operations.id, key.id)));
}

/**
 * A newer plan of the person was carried out, or has operations of its own to try again (`except`): what was waiting
 * before no longer is. Not earlier, or a process that stops in between would leave nothing that is tried again. What an
 * admin asked to be taken back is closed by its own outcome only: this plan may be older than the asking.
 */
export async function supersedeOthers(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly personId: PersonId;
    readonly except: ReadonlySet<string>;
    readonly now: Date;
  },
): Promise<void> {
  await db
    .update(operations)
    .set({ state: "superseded", finishedAt: key.now, nextTryAt: null })
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.personId, key.personId),
        inArray(operations.state, ["failed", "intended"]),
        ne(operations.verb, WITHDRAW),
        key.except.size === 0 ? undefined : notInArray(operations.id, [...key.except]),
      ),
    );
}

/** How often this person's writes have failed in a row: the exponent of the back-off. */
export async function failuresInARow(
  db: Db,
  key: { readonly installationId: InstallationId; readonly personId: PersonId },
): Promise<number> {
  const rows = await db
    .select({ state: operations.state, attempts: operations.attempts })
    .from(operations)
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.personId, key.personId),
        ne(operations.state, "intended"),
        ne(operations.verb, WITHDRAW),
      ),
    )
    .orderBy(desc(operations.createdAt))
    .limit(12);
  const firstGood = rows.findIndex((row) => row.state === "done");
  return firstGood === -1 ? rows.length : firstGood;
}

/** Failures after which the vendor may have done what was asked. */
const OPEN_ENDED = ["unavailable", "unexpected_response", "internal"];

/** Of these ledger rows, those whose grant may be at the vendor: it was asked for, and no answer says yes or no. */
export async function unansweredGrants(
  db: Db,
  key: { readonly installationId: InstallationId; readonly rowIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectDistinct({ id: operations.vendorGrantRow })
    .from(operations)
    .where(
      and(
        eq(operations.installationId, key.installationId),
        inArray(operations.vendorGrantRow, [...key.rowIds]),
        eq(operations.verb, "grant"),
        ne(operations.state, "done"),
        or(isNull(operations.errorKind), inArray(operations.errorKind, OPEN_ENDED)),
      ),
    );
  return new Set(rows.flatMap((row) => row.id ?? []));
}

/** Whether somebody's grant is being moved to other times on this connection, by a run that began it since `since`. */
export async function isMoving(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly since: Date;
  },
): Promise<boolean> {
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.connectionId, key.connectionId),
        eq(operations.verb, "retime"),
        eq(operations.state, "intended"),
        gte(operations.createdAt, key.since),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Whether the vendor was asked for these times of a ledger row since they were last moved, and no answer says yes or no. */
export async function isRetimeBegun(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly rowId: string;
    readonly fromAt: Date;
    readonly untilAt: Date | null;
  },
): Promise<boolean> {
  const rows = await db
    .select({
      state: operations.state,
      errorKind: operations.errorKind,
      fromAt: operations.fromAt,
      untilAt: operations.untilAt,
    })
    .from(operations)
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.vendorGrantRow, key.rowId),
        eq(operations.verb, "retime"),
      ),
    )
    .orderBy(desc(operations.createdAt))
    .limit(50);
  const done = rows.findIndex((row) => row.state === "done");
  return rows
    .slice(0, done === -1 ? undefined : done)
    .some(
      ({ errorKind, fromAt, untilAt }) =>
        (errorKind === null || OPEN_ENDED.includes(errorKind)) &&
        fromAt?.getTime() === key.fromAt.getTime() &&
        untilAt?.getTime() === key.untilAt?.getTime(),
    );
}

/** People of kept connections whose failed or forgotten operations are due. */
export async function dueForRetry(db: Db, key: Among & { readonly now: Date; readonly limit: number }) {
  return db
    .selectDistinct({
      installationId: operations.installationId,
      connectionId: operations.connectionId,
      personId: operations.personId,
    })
    .from(operations)
    .innerJoin(
      connections,
      and(
        eq(connections.installationId, operations.installationId),
        eq(connections.id, operations.connectionId),
      ),
    )
    .where(
      and(
        inArray(operations.state, ["failed", "intended"]),
        lte(operations.nextTryAt, key.now),
        inArray(connections.state, ["active", "paused"]),
        isAmong(operations.connectionId, key),
      ),
    )
    .limit(key.limit);
}

export async function writeAudit(db: Db, row: typeof auditLog.$inferInsert): Promise<void> {
  await db.insert(auditLog).values(row);
}
