import { and, eq, gt, sql } from "drizzle-orm";
import type { InstallationId } from "@/lib/access/types";
import type { Db } from "../client";
import { webhookDeliveries, webhookRegistrations } from "../schema";

type Tenant = { readonly installationId: InstallationId };

export function listRegistrations(db: Db, key: Tenant) {
  return db
    .select()
    .from(webhookRegistrations)
    .where(eq(webhookRegistrations.installationId, key.installationId));
}

/** Stores how a hook stands; when it was first signed stays. */
export async function saveRegistration(
  db: Db,
  row: Omit<typeof webhookRegistrations.$inferInsert, "signedSince">,
): Promise<void> {
  await db
    .insert(webhookRegistrations)
    .values(row)
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
