import { fileURLToPath } from "node:url";
import { Client as NeonClient, neonConfig } from "@neondatabase/serverless";
import { drizzle as drizzleNeon } from "drizzle-orm/neon-serverless";
import { migrate as migrateNeon } from "drizzle-orm/neon-serverless/migrator";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import { migrate as migrateNode } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import ws from "ws";
import type { Clock } from "@/lib/clock";
import type { Logger } from "@/lib/logger";
import { driverFor } from "./client";

const MIGRATIONS_FOLDER = fileURLToPath(new URL("./migrations", import.meta.url));

/** Names the lock "Lintel migrates"; every release must use the same number. */
const MIGRATION_LOCK = 7_142_006_511;

/**
 * Brings a database to the committed migrations. The migrator itself takes no lock, so several releases starting
 * at once would run the same statements: they wait for each other here, on one connection of their own.
 *
 * Repeat: does nothing when the database is up to date. Errors: the driver's; the failed migration is rolled back.
 */
export async function migrateDatabase(
  url: string,
  deps: { readonly clock: Clock; readonly log: Logger; readonly migrationsFolder?: string },
): Promise<void> {
  const config = { migrationsFolder: deps.migrationsFolder ?? MIGRATIONS_FOLDER };
  const connectionString = directUrl(url);
  const start = deps.clock.monotonicMs();
  const driver = driverFor(url);

  if (driver === "neon") {
    neonConfig.webSocketConstructor = ws;
    const client = new NeonClient({ connectionString });
    await underLock(client, () => migrateNeon(drizzleNeon(client), config));
  } else {
    const client = new pg.Client({ connectionString });
    await underLock(client, () => migrateNode(drizzleNode(client), config));
  }
  deps.log.info("The database is up to date.", {
    driver,
    durationMs: Math.round(deps.clock.monotonicMs() - start),
  });
}

/** Neon's pooled hosts give each statement another session, where a session's lock means nothing. */
export function directUrl(url: string): string {
  const direct = new URL(url);
  if (driverFor(url) === "neon") direct.hostname = direct.hostname.replace(/-pooler(?=\.)/, "");
  return direct.toString();
}

/** The part of a client that both drivers share. */
interface LockClient {
  connect(): Promise<unknown>;
  end(): Promise<void>;
  query(text: string, values: unknown[]): Promise<unknown>;
  on(event: "error", listener: () => void): unknown;
}

async function underLock(client: LockClient, run: () => Promise<void>): Promise<void> {
  // A connection that breaks also fails the query under way, which is what the caller sees.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await run();
  } finally {
    // Closing the connection gives the lock back, also when `run` failed.
    await client.end();
  }
}
