import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
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
import { neonUrl, turnNeonDriverTo } from "./neon-shim";
import { fastFolder, MEMORY_FOLDER } from "./testing/fast-folder";

const TEMPLATE = "lintel_template";

/** Nothing has to outlive the run, and nobody reads along. */
const SETTINGS: Readonly<Record<string, string>> = {
  autovacuum: "off",
  fsync: "off",
  full_page_writes: "off",
  jit: "off",
  max_connections: "300",
  max_wal_senders: "0",
  max_wal_size: "256MB",
  synchronous_commit: "off",
  wal_level: "minimal",
};

/** Where clones are made: enough to do it from another process than the one that started the server. */
export interface CloneSource {
  /** Of the maintenance database, as superuser. */
  readonly adminUrl: string;
  readonly template: string;
  /** The folder of the server's socket, for many small statements: a round trip costs less there than over TCP. */
  readonly socketFolder?: string;
  /** Where Neon's stand-in listens: with it, clones are spoken to by Neon's driver. */
  readonly neonPort?: number;
}

export interface TestServer extends CloneSource {
  /** Ends the server and removes its data. Repeat: does nothing. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server of its own in a temporary folder, in memory where there is room, with one migrated template
 * database. Nothing is flushed to disk: it is fast, and worth nothing after a crash.
 */
export async function createTestServer(): Promise<TestServer> {
  await removeAbandoned();
  const dataDir = await mkdtemp(join(await fastFolder(), `lintel-test-${process.pid}-`));
  // mkdtemp makes it 0700, which the user the server runs as under root could not enter.
  await chmod(dataDir, 0o755);
  try {
    // Of the folders there the one that belongs to the user the server runs as. Windows' driver knows no sockets.
    const socketFolder = platform() === "win32" ? undefined : join(dataDir, "cluster");
    const server = await startEmbeddedPostgres({
      dataDir,
      settings: { ...SETTINGS, ...(socketFolder && { unix_socket_directories: socketFolder }) },
      log: silentLogger,
      clock: realClock,
    });
    const stop = async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
    try {
      const source = {
        adminUrl: withDatabase(server.url, "postgres"),
        template: TEMPLATE,
        ...(socketFolder && { socketFolder }),
      };
      await asSuperuser(source, (client) => client.query(`create database ${TEMPLATE}`));
      await migrateDatabase(withDatabase(server.url, TEMPLATE), { clock: realClock, log: silentLogger });
      return { ...source, stop };
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
  for (const parent of new Set([tmpdir(), MEMORY_FOLDER])) await removeAbandonedIn(parent);
}

async function removeAbandonedIn(parent: string): Promise<void> {
  for (const entry of await readdir(parent).catch(() => [])) {
    const starter = Number(/^lintel-test-(\d+)-/.exec(entry)?.[1]);
    if (!(starter > 0) || isAlive(starter)) continue;
    const dataDir = join(parent, entry);
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
  /** The same database over TCP, to look at it from outside whatever the driver. */
  readonly postgresUrl: string;
  /** `count` further databases, each with one connection of its own, for races. Closed with the clone. */
  connect(count: number): Database[];
  /** Closes every connection and drops the database. Repeat: does nothing. */
  close(): Promise<void>;
}

/** The address of a clone by the server's socket; over TCP where there is none. */
export function socketUrl(source: CloneSource, postgresUrl: string): string {
  if (source.socketFolder === undefined) return postgresUrl;
  const changed = new URL(postgresUrl);
  changed.searchParams.set("host", source.socketFolder);
  return changed.toString();
}

/** A database of its own, copied from the template: migrated and empty. */
export async function cloneDatabase(source: CloneSource): Promise<ClonedDatabase> {
  const name = await createClone(source);
  return openClone(source, name, () => dropClone(source, name));
}

/** Copies the template; gives the copy's name. */
export async function createClone(source: CloneSource): Promise<string> {
  const name = `test_${randomToken(16).replaceAll("-", "_").toLowerCase()}`;
  await asSuperuser(source, (client) =>
    client.query(`create database "${name}" template ${source.template}`),
  );
  return name;
}

export async function dropClone(source: CloneSource, name: string): Promise<void> {
  await asSuperuser(source, (client) => client.query(`drop database if exists "${name}" with (force)`));
}

/** Opens a clone; `end` is called once when it is closed, after its last connection. */
export function openClone(source: CloneSource, name: string, end: () => Promise<void>): ClonedDatabase {
  const postgresUrl = withDatabase(source.adminUrl, name);
  const url = source.neonPort === undefined ? postgresUrl : neonUrl(postgresUrl);
  if (source.neonPort !== undefined) turnNeonDriverTo(source.neonPort);
  const deps = { clock: realClock, log: silentLogger };
  const main = connect(url, deps);
  const opened = [main];
  let closing: Promise<void> | undefined;
  return {
    db: main.db,
    driver: main.driver,
    url,
    postgresUrl,
    connect(count) {
      const more = Array.from({ length: count }, () => connect(url, { ...deps, connectionsMax: 1 }));
      opened.push(...more);
      return more;
    },
    close() {
      closing ??= Promise.all(opened.map((database) => database.close())).then(end);
      return closing;
    },
  };
}

/** Runs as superuser on one connection, to the maintenance database or to the one named. */
export async function asSuperuser<T>(
  source: CloneSource,
  run: (client: pg.Client) => Promise<T>,
  name?: string,
): Promise<T> {
  const client = new pg.Client({
    connectionString: name === undefined ? source.adminUrl : withDatabase(source.adminUrl, name),
  });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
