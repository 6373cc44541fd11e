import { max, sql } from "drizzle-orm";
import type { Db } from "../client";
import { connections } from "../schema";

export async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`);
}

/** The latest full check in the deployment. */
export async function latestReconcile(db: Db): Promise<Date | null> {
  const [row] = await db.select({ at: max(connections.lastReconcileAt) }).from(connections);
  return row?.at ?? null;
}
