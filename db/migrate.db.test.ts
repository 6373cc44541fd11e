import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import pg from "pg";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { query } from "@/db/embedded/testing/folders";
import { MigrationError, migrateDatabase } from "@/db/migrate";
import { installations } from "@/db/schema/index";
import { type ClonedDatabase, cloneDatabase } from "@/db/test-server";
import { realClock } from "@/lib/clock";
import { createLogger, silentLogger } from "@/lib/logger";

const deps = { clock: realClock, log: silentLogger };
const root = fileURLToPath(new URL("..", import.meta.url));

async function emptyDatabase(): Promise<ClonedDatabase> {
  const database = await cloneDatabase({ ...inject("cloneSource"), template: "template1" });
  onTestFinished(() => database.close());
  return database;
}

async function migrationsIn(database: ClonedDatabase): Promise<unknown> {
  const counted = await database.db.execute(sql`select count(*)::int as n from drizzle.__drizzle_migrations`);
  return counted.rows[0]?.n;
}

async function tablesIn(database: ClonedDatabase): Promise<unknown[]> {
  return query(database.postgresUrl, "select tablename from pg_tables where schemaname = 'public'");
}

async function journal(): Promise<{ readonly when: number }[]> {
  const read: unknown = JSON.parse(await readFile(join(root, "db/migrations/meta/_journal.json"), "utf8"));
  return (read as { entries: { when: number }[] }).entries;
}

const committedMigrations = async (): Promise<number> => (await journal()).length;

/** Holds the lock "Lintel migrates", as a release that is at it does; written out, since all releases must agree. */
async function lockHolder(database: ClonedDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.postgresUrl });
  await client.connect();
  onTestFinished(() => client.end().catch(() => {}));
  await client.query("select pg_advisory_lock(7142006511)");
  return client;
}

/** A folder of migrations, one statement each. */
async function migrationsFolder(...statements: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lintel-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const entries = statements.map((_, idx) => ({
    idx,
    version: "7",
    when: idx + 1,
    tag: `m${idx}`,
    breakpoints: true,
  }));
  await mkdir(join(folder, "meta"));
  await writeFile(
    join(folder, "meta/_journal.json"),
    JSON.stringify({ version: "7", dialect: "postgresql", entries }),
  );
  await Promise.all(statements.map((text, idx) => writeFile(join(folder, `m${idx}.sql`), text)));
  return folder;
}

async function runScript(
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/migrate.ts"], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl, ...env },
  });
  let said = "";
  child.stdout.on("data", (text: Buffer) => {
    said += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

describe("migrateDatabase", () => {
  it("brings an empty database to the committed migrations, once however many releases start together", async () => {
    const database = await emptyDatabase();
    await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(database.url, deps)));
    expect(await migrationsIn(database)).toBe(await committedMigrations());
    expect(await database.db.select().from(installations)).toEqual([]);
    await migrateDatabase(database.url, deps);
    expect(await migrationsIn(database)).toBe(await committedMigrations());
  });

  it("leaves nothing of a migration that fails, nor its lock", async () => {
    const database = await emptyDatabase();
    const broken = await migrationsFolder(
      "create table first_one (id int)",
      "create table second_one (id nonsense)",
    );
    await expect(migrateDatabase(database.url, { ...deps, migrationsFolder: broken })).rejects.toThrow();
    expect(await tablesIn(database)).toEqual([]);

    const mended = await migrationsFolder(
      "create table first_one (id int)",
      "create table second_one (id int)",
    );
    await migrateDatabase(database.url, { ...deps, migrationsFolder: mended });
    expect(await tablesIn(database)).toHaveLength(2);
  });

  it("says which migration failed and what to do, without what the server quoted of a row", async () => {
    const database = await emptyDatabase();
    const broken = await migrationsFolder(
      "create table people (email text)",
      "insert into people values ('ana@canary.test'), ('ana@canary.test')",
      "create unique index people_email on people (email)",
    );
    const error = await migrateDatabase(database.url, { ...deps, migrationsFolder: broken }).catch((e) => e);
    expect(error).toBeInstanceOf(MigrationError);
    expect(error.message).toMatch(
      /^The migration m2 failed \(SQLSTATE 23505\)\. Nothing of this run was kept/,
    );
    expect(error.message).not.toContain("canary");
  });

  it("waits, saying so, while another release migrates", async () => {
    const database = await emptyDatabase();
    const other = await lockHolder(database);
    const lines: string[] = [];
    const log = createLogger({
      level: "info",
      destination: { write: (line: string) => void lines.push(line) },
    });
    let isDone = false;
    const done = migrateDatabase(database.url, { clock: realClock, log }).then(() => {
      isDone = true;
    });
    const waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted";
    while (!isDone && (await query(database.postgresUrl, waiting)).length === 0) await realClock.sleep(5);
    expect(isDone).toBe(false);
    expect(lines.join("")).toContain("Another release is migrating this database");
    expect(await tablesIn(database)).toEqual([]);
    await other.end();
    await done;
    expect(await migrationsIn(database)).toBe(await committedMigrations());
  });

  it("gives up on another release that does not come to an end, changing nothing", async () => {
    const database = await emptyDatabase();
    const other = await lockHolder(database);
    const error = await migrateDatabase(database.url, { ...deps, lockWaitMs: 1 }).catch((e) => e);
    expect(error).toBeInstanceOf(MigrationError);
    expect(error.message).toContain("Nothing was changed");
    expect(await tablesIn(database)).toEqual([]);
    await other.end();
  });

  it("would apply every committed migration: each is later than the one before", async () => {
    // The migrator compares times alone: one that is older than the last applied is passed over without a word.
    const times = (await journal()).map((entry) => entry.when);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });
});

describe("npm run db:migrate", () => {
  it("migrates DATABASE_URL", async () => {
    const database = await emptyDatabase();
    expect(await runScript(database.postgresUrl)).toMatchObject({ code: 0 });
    expect(await migrationsIn(database)).toBe(await committedMigrations());
  });

  it("takes the direct address where there is one, not the pooler's", async () => {
    const database = await emptyDatabase();
    const pooler = "postgres://lintel:x@127.0.0.1:1/none";
    expect(await runScript(pooler, { DATABASE_MIGRATION_URL: database.postgresUrl })).toMatchObject({
      code: 0,
    });
    expect(await migrationsIn(database)).toBe(await committedMigrations());
  });

  it("fails without an address, and without telling the password of one that does not work", async () => {
    expect(await runScript("")).toMatchObject({ code: 2 });
    const failed = await runScript("postgres://lintel:canary-password@127.0.0.1:1/none");
    expect(failed.code).toBe(1);
    expect(failed.said).toContain("ECONNREFUSED");
    expect(failed.said).not.toContain("canary");
    const unreadable = await runScript("postgres://lintel:canary-password@[broken/none");
    expect(unreadable.code).toBe(2);
    expect(unreadable.said).not.toContain("canary");
  });
});
