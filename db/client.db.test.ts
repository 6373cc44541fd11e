import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { connect, isUnavailable, isUniqueViolation } from "@/db/client";
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

describe("connect", () => {
  it("speaks TCP to any host that is not Neon's", () => {
    expect(database.driver).toBe("node-postgres");
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
