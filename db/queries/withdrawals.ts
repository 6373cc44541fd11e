import { and, eq, gt, inArray, ne } from "drizzle-orm";
import type { AccessGroupId, ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { grants, operations, vendorGrants } from "../schema";
import { WITHDRAW } from "./operations";

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

/** An admin's word that one window is to be taken back before it begins. */
export interface Withdrawal {
  readonly id: string;
  readonly ledgerId: string;
  /** Of the ledger row as it is now; null while its outcome is unknown. */
  readonly vendorGrantId: string | null;
  readonly groupId: AccessGroupId;
  readonly isGone: boolean;
}

/**
 * Asks for every window that has not begun at `now` to be taken back, whether the vendor has told its outcome or not.
 * Each is a row of its own that is due at once, so that the sweep goes on with what a lost process was asked for.
 * Returns who is concerned, with how many windows.
 */
export async function askWithdrawals(
  tx: Db,
  key: Key & { readonly cause: string; readonly now: Date; readonly newId: () => string },
): Promise<ReadonlyMap<PersonId, number>> {
  const { installationId, connectionId, cause, now } = key;
  const rows = await tx
    .select({ id: vendorGrants.id, personId: grants.personId, groupId: grants.groupId })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(vendorGrants.installationId, installationId),
        eq(vendorGrants.connectionId, connectionId),
        ne(vendorGrants.state, "gone"),
        gt(vendorGrants.fromAt, now),
      ),
    );
  const people = new Map<PersonId, number>();
  for (const row of rows) {
    people.set(row.personId, (people.get(row.personId) ?? 0) + 1);
    await tx.insert(operations).values({
      id: key.newId(),
      installationId,
      connectionId,
      personId: row.personId,
      verb: WITHDRAW,
      groupId: row.groupId,
      vendorGrantRow: row.id,
      cause,
      state: "intended",
      attempts: 0,
      nextTryAt: now,
      fence: 0,
      createdAt: now,
    });
  }
  return people;
}

/** What a person is still asked to give back. */
export async function openWithdrawals(
  db: Db,
  key: { readonly installationId: InstallationId; readonly personId: PersonId },
): Promise<Withdrawal[]> {
  const rows = await db
    .select({
      id: operations.id,
      ledgerId: vendorGrants.id,
      vendorGrantId: vendorGrants.vendorGrantId,
      groupId: grants.groupId,
      state: vendorGrants.state,
    })
    .from(operations)
    .innerJoin(
      vendorGrants,
      and(
        eq(vendorGrants.installationId, operations.installationId),
        eq(vendorGrants.id, operations.vendorGrantRow),
      ),
    )
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.personId, key.personId),
        eq(operations.verb, WITHDRAW),
        eq(operations.state, "intended"),
      ),
    );
  return rows.map(({ state, ...row }) => ({ ...row, isGone: state === "gone" }));
}

/** The window is gone, or the admin wants it after all: nobody asks for it any more. */
export async function closeWithdrawals(
  db: Db,
  key: Key & { readonly now: Date; readonly ids: readonly string[] | null },
): Promise<void> {
  await db
    .update(operations)
    .set({ state: "superseded", finishedAt: key.now, nextTryAt: null })
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.connectionId, key.connectionId),
        eq(operations.verb, WITHDRAW),
        eq(operations.state, "intended"),
        key.ids === null ? undefined : inArray(operations.id, [...key.ids]),
      ),
    );
}

/** Goes on with the next look at the person: what failed is tried again at a time of its own. */
export async function deferWithdrawals(
  db: Db,
  key: Key & { readonly ids: readonly string[] },
): Promise<void> {
  if (key.ids.length === 0) return;
  await db
    .update(operations)
    .set({ nextTryAt: null })
    .where(
      and(
        eq(operations.installationId, key.installationId),
        eq(operations.connectionId, key.connectionId),
        inArray(operations.id, [...key.ids]),
      ),
    );
}
