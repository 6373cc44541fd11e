import { latestReconcile, ping } from "@/db/queries/health";
import type { Services } from "../context";

export interface Health {
  readonly ok: boolean;
  readonly database: "up" | "down";
  /** The latest full check of any connection; null = none yet. */
  readonly lastFullCheckAt: string | null;
}

/** What works. Never throws for a database that is down: saying so is its purpose. */
export async function describeHealth(services: Services): Promise<Health> {
  try {
    await ping(services.db);
    const last = await latestReconcile(services.db);
    return { ok: true, database: "up", lastFullCheckAt: last?.toISOString() ?? null };
  } catch {
    return { ok: false, database: "down", lastFullCheckAt: null };
  }
}
