import { and, count, countDistinct, eq, gt, inArray, lte, ne } from "drizzle-orm";
import type {
  AccessGroupId,
  ConnectionId,
  GrantKey,
  InstallationId,
  PersonId,
  Source,
  Window,
} from "@/lib/access/types";
import type { Db } from "../client";
import { foreignGrants, grants, vendorGrants } from "../schema";

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

/** Ledger rows that are not gone, with their grant's person and group. */
export function openLedger(db: Db, key: Key & { readonly personIds?: readonly PersonId[] }) {
  return db
    .select({
      id: vendorGrants.id,
      personId: grants.personId,
      groupId: grants.groupId,
      vendorGrantId: vendorGrants.vendorGrantId,
      state: vendorGrants.state,
      fromAt: vendorGrants.fromAt,
      untilAt: vendorGrants.untilAt,
      timed: vendorGrants.timed,
      sources: vendorGrants.sources,
    })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(vendorGrants.installationId, key.installationId),
        eq(vendorGrants.connectionId, key.connectionId),
        ne(vendorGrants.state, "gone"),
        key.personIds === undefined ? undefined : inArray(grants.personId, [...key.personIds]),
      ),
    );
}

/** Those of these people who still hold something whose end is over at `now`. */
export async function holdersPastEnd(
  db: Db,
  key: { readonly personIds: readonly PersonId[]; readonly now: Date },
): Promise<ReadonlySet<PersonId>> {
  const rows = await db
    .selectDistinct({ personId: grants.personId })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        inArray(grants.personId, [...key.personIds]),
        ne(vendorGrants.state, "gone"),
        lte(vendorGrants.untilAt, key.now),
      ),
    );
  return new Set(rows.map((row) => row.personId));
}

/** Writes what is about to be made. The same id again (a retry) only refreshes period and sources. */
export async function intendGrant(
  db: Db,
  input: Key & {
    readonly key: GrantKey;
    readonly id: string;
    readonly grantRowId: string;
    readonly window: Window;
    readonly timed: boolean;
    readonly sources: readonly Source[];
    readonly fence: number;
    readonly now: Date;
  },
): Promise<void> {
  const { installationId, connectionId, key, now } = input;
  await db
    .insert(grants)
    .values({
      id: input.grantRowId,
      installationId,
      connectionId,
      personId: key.personId,
      groupId: key.groupId,
      createdAt: now,
    })
    .onConflictDoNothing();
  const [grant] = await db
    .select({ id: grants.id })
    .from(grants)
    .where(
      and(
        eq(grants.connectionId, connectionId),
        eq(grants.personId, key.personId),
        eq(grants.groupId, key.groupId),
      ),
    );
  if (!grant) throw new Error("grant row vanished while it was being written");
  await db
    .insert(vendorGrants)
    .values({
      id: input.id,
      installationId,
      grantId: grant.id,
      connectionId,
      state: "intended",
      origin: "made",
      fromAt: input.window.from,
      untilAt: input.window.until,
      timed: input.timed,
      sources: input.sources,
      fence: input.fence,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: vendorGrants.id,
      set: {
        state: "intended",
        // What is made in the place of an adopted object that is gone is Lintel's own.
        origin: "made",
        vendorGrantId: null,
        fromAt: input.window.from,
        untilAt: input.window.until,
        timed: input.timed,
        sources: input.sources,
        fence: input.fence,
        updatedAt: now,
      },
    });
}

type Change = Partial<
  Pick<
    typeof vendorGrants.$inferInsert,
    "state" | "vendorGrantId" | "fromAt" | "untilAt" | "timed" | "sources" | "goneAt" | "fence"
  >
>;

/** Changes a ledger row; refused (0 rows) when a later fence has written it. */
export async function changeLedger(
  db: Db,
  key: Key & { readonly id: string; readonly fence: number; readonly now: Date },
  change: Change,
): Promise<boolean> {
  const rows = await db
    .update(vendorGrants)
    .set({ ...change, fence: key.fence, updatedAt: key.now })
    .where(
      and(
        eq(vendorGrants.installationId, key.installationId),
        eq(vendorGrants.id, key.id),
        lte(vendorGrants.fence, key.fence),
      ),
    )
    .returning({ id: vendorGrants.id });
  return rows.length === 1;
}

/** Replaces what is known of foreign grants of one person. */
export async function saveForeign(
  db: Db,
  key: Key & { readonly personId: PersonId; readonly now: Date },
  rows: readonly {
    readonly vendorGrantId: string;
    readonly groupId: AccessGroupId;
    readonly window: Window | null;
  }[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .delete(foreignGrants)
      .where(
        and(eq(foreignGrants.installationId, key.installationId), eq(foreignGrants.personId, key.personId)),
      );
    if (rows.length === 0) return;
    await tx
      .insert(foreignGrants)
      .values(
        rows.map((row) => ({
          installationId: key.installationId,
          connectionId: key.connectionId,
          personId: key.personId,
          vendorGrantId: row.vendorGrantId,
          groupId: row.groupId,
          fromAt: row.window?.from ?? null,
          untilAt: row.window?.until ?? null,
          seenAt: key.now,
        })),
      )
      // A full check and an apply may look at the same person at one time, and both saw it.
      .onConflictDoNothing();
  });
}

/** People of a connection of whom foreign grants are known. */
export async function holdersOfForeign(db: Db, key: Key): Promise<ReadonlySet<PersonId>> {
  const rows = await db
    .selectDistinct({ personId: foreignGrants.personId })
    .from(foreignGrants)
    .where(
      and(
        eq(foreignGrants.installationId, key.installationId),
        eq(foreignGrants.connectionId, key.connectionId),
      ),
    );
  return new Set(rows.map((row) => row.personId));
}

/** Counts windows that lie ahead, and whose: they stay at the vendor when a connection is paused. */
export async function countPushed(
  db: Db,
  key: Key & { readonly now: Date },
): Promise<{ readonly windows: number; readonly people: number }> {
  const [row] = await db
    .select({ windows: count(), people: countDistinct(grants.personId) })
    .from(vendorGrants)
    .innerJoin(
      grants,
      and(eq(grants.installationId, vendorGrants.installationId), eq(grants.id, vendorGrants.grantId)),
    )
    .where(
      and(
        eq(vendorGrants.installationId, key.installationId),
        eq(vendorGrants.connectionId, key.connectionId),
        ne(vendorGrants.state, "gone"),
        gt(vendorGrants.fromAt, key.now),
      ),
    );
  return row ?? { windows: 0, people: 0 };
}
