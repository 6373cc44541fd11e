import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { realClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";
import { randomToken } from "@/lib/security/tokens";
import { connect, type Database } from "./client";
import { nativeFolder, placeBinaries } from "./embedded/binaries";
import { livePostmaster, stopPostmaster } from "./embedded/postmaster";
import { codeOf, isAlive } from "./embedded/processes";
import { startEmbeddedPostgres } from "./embedded/start";
import { migrateDatabase } from "./migrate";

const TEMPLATE = "lintel_template";

/** Where clones are made: enough to do it from another process than the one that started the server. */
export interface CloneSource {
  /** Of the maintenance database, as superuser. */
  readonly adminUrl: string;
  readonly template: string;
}

export interface TestServer extends CloneSource {
  /** Ends the server and removes its data. Repeat: does nothing. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server of its own in a temporary folder, with one migrated template database. Nothing is flushed
 * to disk: it is fast, and worth nothing after a crash.
 */
export async function createTestServer(): Promise<TestServer> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), `lintel-test-${process.pid}-`));
  // mkdtemp makes it 0700, which the user the server runs as under root could not enter.
  await chmod(dataDir, 0o755);
  try {
    const server = await startEmbeddedPostgres({
      dataDir,
      settings: { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "300" },
      log: silentLogger,
      clock: realClock,
    });
    const stop = async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
    try {
      const adminUrl = withDatabase(server.url, "postgres");
      await asAdmin(adminUrl, (client) => client.query(`create database ${TEMPLATE}`));
      await migrateDatabase(withDatabase(server.url, TEMPLATE), { clock: realClock, log: silentLogger });
      return { adminUrl, template: TEMPLATE, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/** A test run that was killed could not stop its server: the next run ends it and removes its data. */
async function removeAbandoned(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const starter = Number(/^lintel-test-(\d+)-/.exec(entry)?.[1]);
    if (!(starter > 0) || isAlive(starter)) continue;
    const dataDir = join(tmpdir(), entry);
    const cluster = join(dataDir, "cluster");
    try {
      const server = await livePostmaster(cluster);
      if (server) {
        const { pgCtl } = await placeBinaries({ native: await nativeFolder(), user: null });
        await stopPostmaster({ pid: server.pid, cluster, pgCtl, clock: realClock });
      }
      await rm(dataDir, { recursive: true, force: true });
    } catch (error) {
      // Another user's, who will remove it.
      if (codeOf(error) !== "EACCES" && codeOf(error) !== "EPERM") throw error;
    }
  }
}

export interface ClonedDatabase extends Database {
  readonly url: string;
  /** `count` further databases, each with one connection of its own, for races. Closed with the clone. */
  connect(count: number): Database[];
  /** Closes every connection and drops the database. Repeat: does nothing. */
  close(): Promise<void>;
}

/** A database of its own, copied from the template: migrated and empty. */
export async function cloneDatabase(source: CloneSource): Promise<ClonedDatabase> {
  const name = `test_${randomToken(16).replaceAll("-", "_").toLowerCase()}`;
  await asAdmin(source.adminUrl, (client) =>
    client.query(`create database "${name}" template ${source.template}`),
  );
  const url = withDatabase(source.adminUrl, name);
  const deps = { clock: realClock, log: silentLogger };
  const main = connect(url, deps);
  const opened = [main];
  let closing: Promise<void> | undefined;

  const drop = async () => {
    await Promise.all(opened.map((database) => database.close()));
    await asAdmin(source.adminUrl, (client) =>
      client.query(`drop database if exists "${name}" with (force)`),
    );
  };
  return {
    db: main.db,
    driver: main.driver,
    url,
    connect(count) {
      const more = Array.from({ length: count }, () => connect(url, { ...deps, connectionsMax: 1 }));
      opened.push(...more);
      return more;
    },
    close() {
      closing ??= drop();
      return closing;
    },
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function asAdmin(adminUrl: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
