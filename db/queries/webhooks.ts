import { and, between, eq, gt, inArray, ne, sql } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { edges, personMembers, webhookDeliveries, webhookRegistrations } from "../schema";

type Tenant = { readonly installationId: InstallationId };

export function listRegistrations(db: Db, key: Tenant) {
  return db
    .select()
    .from(webhookRegistrations)
    .where(eq(webhookRegistrations.installationId, key.installationId));
}

/** Stores how hooks stand, each once; when one was first signed stays. */
export async function saveRegistrations(
  db: Db,
  rows: readonly Omit<typeof webhookRegistrations.$inferInsert, "signedSince">[],
): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insert(webhookRegistrations)
    .values([...rows])
    .onConflictDoUpdate({
      target: [
        webhookRegistrations.installationId,
        webhookRegistrations.locationId,
        webhookRegistrations.action,
      ],
      set: {
        hookId: sql`excluded.hook_id`,
        active: sql`excluded.active`,
        problem: sql`excluded.problem`,
        checkedAt: sql`excluded.checked_at`,
      },
    });
}

/** The hook's first signed delivery: from then on an unsigned one is refused. */
export async function markSigned(
  db: Db,
  key: Tenant & { readonly locationId: string; readonly action: number; readonly now: Date },
): Promise<void> {
  await db
    .update(webhookRegistrations)
    .set({
      signedSince: sql`coalesce(${webhookRegistrations.signedSince}, ${key.now.toISOString()}::timestamptz)`,
    })
    .where(
      and(
        eq(webhookRegistrations.installationId, key.installationId),
        sql`${webhookRegistrations.locationId} = ${key.locationId}`,
        eq(webhookRegistrations.action, key.action),
      ),
    );
}

export async function recordDelivery(db: Db, row: typeof webhookDeliveries.$inferInsert): Promise<void> {
  await db.insert(webhookDeliveries).values(row);
}

/** Whether the very same body came for the same hook a moment ago. */
export async function sawDelivery(
  db: Db,
  key: Tenant & {
    readonly locationId: string;
    readonly action: number;
    readonly digest: string;
    readonly since: Date;
  },
): Promise<boolean> {
  const [row] = await db
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.installationId, key.installationId),
        eq(webhookDeliveries.locationId, key.locationId),
        eq(webhookDeliveries.action, key.action),
        eq(webhookDeliveries.digest, key.digest),
        gt(webhookDeliveries.receivedAt, key.since),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Those of these members who were asked for after `since`: a look at them is waiting already. */
export async function askedForSince(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[]; readonly since: Date },
): Promise<ReadonlySet<MemberId>> {
  const rows = await db
    .select({ memberIds: webhookDeliveries.memberIds })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.installationId, key.installationId),
        gt(webhookDeliveries.receivedAt, key.since),
      ),
    );
  const heard = new Set(rows.flatMap((row) => row.memberIds));
  return new Set(key.memberIds.filter((id) => heard.has(id)));
}

/** Those of these members for whom a door opens or closes between the two instants, on any connection. */
export async function membersWithEdge(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[]; readonly from: Date; readonly until: Date },
): Promise<ReadonlySet<MemberId>> {
  if (key.memberIds.length === 0) return new Set();
  const rows = await db
    .selectDistinct({ memberId: personMembers.memberId })
    .from(edges)
    .innerJoin(
      personMembers,
      and(eq(personMembers.installationId, edges.installationId), eq(personMembers.personId, edges.personId)),
    )
    .where(
      and(
        eq(edges.installationId, key.installationId),
        inArray(personMembers.memberId, [...key.memberIds]),
        ne(edges.state, "dropped"),
        between(edges.at, key.from, key.until),
      ),
    );
  return new Set(rows.map((row) => row.memberId));
}
