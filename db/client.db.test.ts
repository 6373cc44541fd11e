import { eq, sql } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import { connect, isUnavailable, isUniqueViolation } from "@/db/client";
import { query } from "@/db/embedded/testing/folders";
import { installations } from "@/db/schema/index";
import { testDatabase } from "@/db/testing";
import { realClock } from "@/lib/clock";
import { createLogger, silentLogger } from "@/lib/logger";

const database = await testDatabase();
const { db } = database;

const failureOf = (run: Promise<unknown>) =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Server processes that answered `count` queries asked at once. */
async function backendsOf(on: Pick<typeof database, "db">, count: number): Promise<number[]> {
  const asked = Array.from({ length: count }, () => on.db.execute(sql`select pg_backend_pid() as pid`));
  return (await Promise.all(asked)).map(({ rows }) => Number(rows[0]?.pid));
}

/** Ends them from outside, and waits until this process has heard of it. */
async function endBackends(pids: readonly number[]): Promise<void> {
  const list = pids.join(",");
  await query(database.postgresUrl, `select pg_terminate_backend(pid) from unnest(array[${list}]) pid`);
  const left = `select pid from pg_stat_activity where pid in (${list})`;
  while ((await query(database.postgresUrl, left)).length > 0) await realClock.sleep(5);
}

async function someoneWaitsFor(table: string): Promise<void> {
  const waiting = `select 1 from pg_locks where relation = '${table}'::regclass and not granted`;
  while ((await query(database.postgresUrl, waiting)).length === 0) await realClock.sleep(5);
}

describe("connect", () => {
  it("speaks to the database by the driver of this run", () => {
    expect(database.driver).toBe(inject("driver"));
  });

  it("gives a database whose tables are the migrated ones, empty", async () => {
    expect(await db.select().from(installations)).toEqual([]);
  });

  it("rolls a failed transaction back", async () => {
    await db.execute(sql`create table rolled (id int primary key)`);
    const failed = await failureOf(
      db.transaction(async (tx) => {
        await tx.execute(sql`insert into rolled values (1)`);
        throw new Error("stop");
      }),
    );
    expect(failed).toBeInstanceOf(Error);
    expect((await db.execute(sql`select id from rolled`)).rows).toEqual([]);
  });

  it("survives a connection that the server ends, and logs it without data", async () => {
    const lines: string[] = [];
    const log = createLogger({
      level: "warn",
      destination: { write: (line: string) => void lines.push(line) },
    });
    const victim = connect(database.url, { clock: realClock, log, connectionsMax: 1 });
    try {
      const backend = await victim.db.execute(sql`select pg_backend_pid() as pid`);
      await db.execute(sql`select pg_terminate_backend(${backend.rows[0]?.pid}::int)`);
      while (lines.length === 0) await realClock.sleep(5);
      expect(lines.join("")).toContain('"code":"57P01"');
      expect((await victim.db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
    } finally {
      await victim.close();
    }
  });

  it("goes on after all its idle connections were ended at once", async () => {
    const [one, two] = [await backendsOf(database, 4), await backendsOf(database, 4)];
    expect(two.some((pid) => one.includes(pid))).toBe(true);
    await endBackends([...one, ...two]);
    expect((await backendsOf(database, 4)).some((pid) => one.includes(pid))).toBe(false);
  });

  it("waits at its close for a query under way, and refuses later ones", async () => {
    const closed = connect(database.url, { clock: realClock, log: silentLogger });
    await db.execute(sql`create table closing (id int)`);
    let answered: Promise<unknown> | undefined;
    let closing: Promise<void> | undefined;
    let isClosed = false;
    await db.transaction(async (tx) => {
      await tx.execute(sql`lock table closing in access exclusive mode`);
      answered = closed.db.execute(sql`insert into closing values (1) returning id`).then(({ rows }) => rows);
      await someoneWaitsFor("closing");
      closing = closed.close().then(() => {
        isClosed = true;
      });
      await expect(closed.db.execute(sql`select 1`)).rejects.toThrow();
      expect(isClosed).toBe(false);
    });
    expect(await answered).toEqual([{ id: 1 }]);
    await closing;
    expect(isClosed).toBe(true);
  });

  it("may be closed twice", async () => {
    const once = connect(database.url, { clock: realClock, log: silentLogger });
    await once.close();
    await expect(once.close()).resolves.toBeUndefined();
  });
});

describe("isUniqueViolation", () => {
  it("knows the constraint that refused the row, through the query builder's wrapping", async () => {
    await db.execute(sql`create table uniques (id int constraint uniques_first primary key)`);
    await db.execute(sql`insert into uniques values (1)`);
    const error = await failureOf(db.execute(sql`insert into uniques values (1)`));
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, "uniques_first")).toBe(true);
    expect(isUniqueViolation(error, "another")).toBe(false);
    expect(isUnavailable(error)).toBe(false);
  });

  it("says no to other refusals", async () => {
    const error = await failureOf(db.execute(sql`select 1 / 0`));
    expect(error).toBeInstanceOf(Error);
    expect(isUniqueViolation(error)).toBe(false);
  });
});

describe("isUnavailable", () => {
  it("is true for a server that is not there", async () => {
    const nobody = connect("postgres://lintel:x@127.0.0.1:1/lintel", { clock: realClock, log: silentLogger });
    const error = await failureOf(
      nobody.db.select().from(installations).where(eq(installations.subdomain, "x")),
    );
    await nobody.close();
    expect(isUnavailable(error)).toBe(true);
  });

  it("is true for a connection cut in the middle of a query", async () => {
    const [victim] = database.connect(1);
    if (!victim) throw new Error("no connection");
    const backend = await victim.db.execute(sql`select pg_backend_pid() as pid`);
    const pid = backend.rows[0]?.pid;
    const cut = failureOf(victim.db.execute(sql`select pg_sleep(60)`));
    for (;;) {
      const busy = await db.execute(
        sql`select 1 from pg_stat_activity where pid = ${pid}::int and state = 'active'`,
      );
      if (busy.rows.length > 0) break;
    }
    await db.execute(sql`select pg_terminate_backend(${pid}::int)`);
    expect(isUnavailable(await cut)).toBe(true);
  });
});

describe("a test database", () => {
  it("has connections of their own for races", async () => {
    const pids = await Promise.all(
      database
        .connect(3)
        .map(async (each) => (await each.db.execute(sql`select pg_backend_pid() as pid`)).rows[0]?.pid),
    );
    expect(new Set(pids).size).toBe(3);
  });
});
