import { sql } from "drizzle-orm";
import type { Db } from "../client";
import { sqlStateOf } from "../errors";
import journal from "../migrations/meta/_journal.json";

/**
 * How the database's tables stand to this version of the code: `behind` lacks migrations this version needs,
 * `ahead` has some of a later version.
 */
export type SchemaState = "current" | "behind" | "ahead";

const NOT_THERE: ReadonlySet<string | undefined> = new Set(["42P01", "3F000"]);
const newest = Math.max(...journal.entries.map((entry) => entry.when));

/**
 * Compares the last migration of the database with the last one this version was built with, by the time each was
 * written, as the migrator does. Of the whole deployment: there is one schema for all installations.
 */
export async function readSchemaState(db: Db): Promise<SchemaState> {
  const last = await lastMigration(db);
  if (last === newest) return "current";
  return last < newest ? "behind" : "ahead";
}

/** 0 for a database that was never migrated. */
async function lastMigration(db: Db): Promise<number> {
  try {
    const { rows } = await db.execute(sql`select max(created_at) as at from drizzle.__drizzle_migrations`);
    return Number(rows[0]?.at ?? 0);
  } catch (error) {
    if (NOT_THERE.has(sqlStateOf(error))) return 0;
    throw error;
  }
}
