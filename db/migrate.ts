import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client as NeonClient, neonConfig } from "@neondatabase/serverless";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle as drizzleNeon } from "drizzle-orm/neon-serverless";
import { migrate as migrateNeon } from "drizzle-orm/neon-serverless/migrator";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import { migrate as migrateNode } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import ws from "ws";
import { z } from "zod";
import type { Clock } from "@/lib/clock";
import type { Logger } from "@/lib/logger";
import { driverFor, parseAddress } from "./client";
import { isUnavailable, sqlStateOf } from "./errors";

const MIGRATIONS_FOLDER = fileURLToPath(new URL("./migrations", import.meta.url));

/** Names the lock "Lintel migrates"; every release must use the same number. */
const MIGRATION_LOCK = 7_142_006_511;
const journal = z.object({ entries: z.array(z.object({ tag: z.string() })) });
/** Longer than any migration should take: whoever holds the lock then is stuck. */
const LOCK_WAIT_MS = 10 * 60_000;

/** `message` says what happened and what to do; it holds no address, no statement and no value of a row. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export interface MigrationDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly migrationsFolder?: string;
  readonly lockWaitMs?: number;
}

/**
 * Brings a database to the committed migrations. The migrator itself takes no lock, so several releases starting
 * at once would run the same statements: they wait for each other here, on one connection of their own. All that is
 * missing is applied in one transaction.
 *
 * Repeat: does nothing when the database is up to date.
 * Errors: `MigrationError` when a statement fails (nothing is kept) or the lock is not given within 10 minutes; the
 * driver's when the database cannot be reached.
 */
export async function migrateDatabase(url: string, deps: MigrationDeps): Promise<void> {
  const config = { migrationsFolder: deps.migrationsFolder ?? MIGRATIONS_FOLDER };
  const connectionString = directUrl(url);
  const start = deps.clock.monotonicMs();
  const driver = driverFor(url);

  if (driver === "neon") {
    neonConfig.webSocketConstructor = ws;
    const client = new NeonClient({ connectionString });
    await underLock(client, deps, () => migrateNeon(drizzleNeon(client), config));
  } else {
    const client = new pg.Client({ connectionString });
    await underLock(client, deps, () => migrateNode(drizzleNode(client), config));
  }
  deps.log.info("The database is up to date.", {
    driver,
    durationMs: Math.round(deps.clock.monotonicMs() - start),
  });
}

/**
 * The address to migrate through. Neon's pooled hosts (`-pooler`) give each statement another session, where a
 * session's lock means nothing; the same host without that is the direct one.
 */
export function directUrl(url: string): string {
  const direct = parseAddress(url);
  if (driverFor(url) === "neon") direct.hostname = direct.hostname.replace(/-pooler(?=\.)/i, "");
  return direct.toString();
}

/** The part of a client that both drivers share. */
interface LockClient {
  connect(): Promise<unknown>;
  end(): Promise<void>;
  query(text: string, values?: unknown[]): Promise<{ readonly rows: { readonly taken?: unknown }[] }>;
  on(event: "error", listener: () => void): unknown;
}

async function underLock(client: LockClient, deps: MigrationDeps, run: () => Promise<void>): Promise<void> {
  // A connection that breaks also fails the query under way, which is what the caller sees.
  client.on("error", () => {});
  await client.connect();
  try {
    await takeLock(client, deps);
    await run().catch((cause: unknown) => {
      throw failed(cause, deps.migrationsFolder ?? MIGRATIONS_FOLDER);
    });
  } finally {
    // Closing the connection gives the lock back, also when `run` failed.
    await client.end();
  }
}

async function takeLock(client: LockClient, deps: MigrationDeps): Promise<void> {
  const tried = await client.query("select pg_try_advisory_lock($1) as taken", [MIGRATION_LOCK]);
  if (tried.rows[0]?.taken === true) return;
  deps.log.info("Another release is migrating this database; waiting for it.");
  try {
    await client.query(`set lock_timeout = ${deps.lockWaitMs ?? LOCK_WAIT_MS}`);
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query("reset lock_timeout");
  } catch (cause) {
    if (sqlStateOf(cause) !== "55P03") throw cause;
    throw new MigrationError(
      "Another process has been migrating this database for too long. Nothing was changed. Find out what holds it up (pg_stat_activity), end that process, and run this again.",
      { cause },
    );
  }
}

/** Tells which migration failed. What the server said stays in `cause`: it may quote values of rows. */
function failed(cause: unknown, migrationsFolder: string): Error {
  const state = sqlStateOf(cause);
  if (state === undefined || isUnavailable(cause))
    return cause instanceof Error ? cause : new Error("unknown");
  const tag = tagOf(cause, migrationsFolder);
  return new MigrationError(
    `${tag ? `The migration ${tag}` : "A migration"} failed (SQLSTATE ${state}). Nothing of this run was kept: the database is as it was, and the version that runs on it goes on working. Mend the data or the migration, and run this again before the new version starts.`,
    { cause },
  );
}

function tagOf(cause: unknown, migrationsFolder: string): string | undefined {
  if (!(cause instanceof DrizzleQueryError)) return undefined;
  const statement = cause.query;
  const at = readMigrationFiles({ migrationsFolder }).findIndex((each) => each.sql.includes(statement));
  const text = readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8");
  return journal.parse(JSON.parse(text)).entries[at]?.tag;
}
