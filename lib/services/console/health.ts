import { latestReconcile, ping } from "@/db/queries/health";
import { readSchemaState, type SchemaState } from "@/db/queries/schema-state";
import type { Services } from "../context";

export interface Health {
  readonly ok: boolean;
  readonly database: "up" | "down";
  /** How the database's tables stand to this version; null = the database is down. */
  readonly schema: SchemaState | null;
  /** What to do, when something is to be done about the schema. */
  readonly message: string | null;
  /** The latest full check of any connection; null = none yet, or not to be known. */
  readonly lastFullCheckAt: string | null;
}

const MESSAGES: Readonly<Record<SchemaState, string | null>> = {
  current: null,
  behind:
    "The database lacks migrations that this version needs. Run npm run db:migrate, then this version works.",
  ahead: "The database was migrated by a later version than this one. Deploy that version.",
};

/**
 * What works. Never throws for a database that is down: saying so is its purpose. A database that is ahead is no
 * failure: while a release is under way the version before goes on with it.
 */
export async function describeHealth(services: Pick<Services, "db">): Promise<Health> {
  try {
    await ping(services.db);
    const schema = await readSchemaState(services.db);
    const told = { database: "up" as const, schema, message: MESSAGES[schema] };
    if (schema === "behind") return { ok: false, ...told, lastFullCheckAt: null };
    const last = await latestReconcile(services.db);
    return { ok: true, ...told, lastFullCheckAt: last?.toISOString() ?? null };
  } catch {
    return { ok: false, database: "down", schema: null, message: null, lastFullCheckAt: null };
  }
}
