import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { directUrl, migrateDatabase } from "@/db/migrate";
import { installations } from "@/db/schema/index";
import { type ClonedDatabase, cloneDatabase } from "@/db/test-server";
import { realClock } from "@/lib/clock";
import { silentLogger } from "@/lib/logger";

const deps = { clock: realClock, log: silentLogger };
const root = fileURLToPath(new URL("..", import.meta.url));

async function emptyDatabase(): Promise<ClonedDatabase> {
  const database = await cloneDatabase({ adminUrl: inject("cloneSource").adminUrl, template: "template1" });
  onTestFinished(() => database.close());
  return database;
}

async function migrationsIn(database: ClonedDatabase): Promise<unknown> {
  const counted = await database.db.execute(sql`select count(*)::int as n from drizzle.__drizzle_migrations`);
  return counted.rows[0]?.n;
}

async function committedMigrations(): Promise<number> {
  const journal: unknown = JSON.parse(await readFile(join(root, "db/migrations/meta/_journal.json"), "utf8"));
  return (journal as { entries: unknown[] }).entries.length;
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

async function runScript(databaseUrl: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/migrate.ts"], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl },
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
    const tables = sql`select tablename from pg_tables where schemaname = 'public'`;
    expect((await database.db.execute(tables)).rows).toEqual([]);

    const mended = await migrationsFolder(
      "create table first_one (id int)",
      "create table second_one (id int)",
    );
    await migrateDatabase(database.url, { ...deps, migrationsFolder: mended });
    expect((await database.db.execute(tables)).rows).toHaveLength(2);
  });

  it("talks to Neon's direct host, where a session's lock holds", () => {
    const pooled = "postgres://u:p@ep-a-pooler.eu-central-1.aws.neon.tech/main?sslmode=require";
    expect(directUrl(pooled)).toBe("postgres://u:p@ep-a.eu-central-1.aws.neon.tech/main?sslmode=require");
    const other = "postgres://u:p@db-pooler.example.com:6543/main";
    expect(directUrl(other)).toBe(other);
  });
});

describe("npm run db:migrate", () => {
  it("migrates DATABASE_URL", async () => {
    const database = await emptyDatabase();
    expect(await runScript(database.url)).toMatchObject({ code: 0 });
    expect(await migrationsIn(database)).toBe(await committedMigrations());
  });

  it("fails without an address, and without telling the password of one that does not work", async () => {
    expect(await runScript("")).toMatchObject({ code: 2 });
    const failed = await runScript("postgres://lintel:canary-password@127.0.0.1:1/none");
    expect(failed.code).toBe(1);
    expect(failed.said).toContain("ECONNREFUSED");
    expect(failed.said).not.toContain("canary");
  });
});
