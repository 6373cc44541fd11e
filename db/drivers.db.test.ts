import { eq, inArray, sql } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import { isUnavailable, isUniqueViolation } from "@/db/client";
import { query } from "@/db/embedded/testing/folders";
import { sqlStateOf } from "@/db/errors";
import { installations, locations } from "@/db/schema/index";
import { testDatabase } from "@/db/testing";
import { insertInstallation, newInstallation } from "@/db/testing/installation";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";

/**
 * What the rest of the code relies on, whichever driver speaks to the database. Each expectation is written out, so
 * that both runs of this file (`db`, `db-neon`) hold both drivers to the same answers.
 */
const database = await testDatabase();
const { db } = database;

const NOW = new Date("2026-03-29T01:00:00.123Z");

const failureOf = (run: PromiseLike<unknown>) =>
  Promise.resolve(run).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Errors that nobody caught while `run` was under way: each would have ended the app's process. */
async function uncaughtDuring(run: () => Promise<void>): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const others = process.rawListeners("uncaughtException");
  const hear = (error: unknown) => void uncaught.push(error);
  process.removeAllListeners("uncaughtException").on("uncaughtException", hear);
  try {
    await run();
    // A broken connection is told of twice: by the server's last words, then by its end.
    await db.execute(sql`select 1`);
  } finally {
    process.off("uncaughtException", hear);
    for (const other of others) process.on("uncaughtException", other as (error: Error) => void);
  }
  return uncaught;
}

const nobodysLocation = {
  installationId: randomId() as InstallationId,
  id: "1" as LocationId,
  name: "Nowhere",
  suspended: false,
  zone: "UTC",
  dayChangeMinutes: 180,
  createdAt: NOW,
  updatedAt: NOW,
};

describe("values", () => {
  it("come back from a statement of one's own as these", async () => {
    const { rows } = await db.execute(sql`
      select 9007199254740993::int8 as int8, 7::int4 as int4, 1.10::numeric as numeric, 0.5::float8 as float8,
        true as bool, null as nothing, '2026-03-29T01:00:00.123456Z'::timestamptz as timestamptz,
        '2026-03-29'::date as date, '1 day'::interval as interval, '{"a":[1,null]}'::jsonb as jsonb,
        '\\x00ff'::bytea as bytea, array[1,2]::int4[] as ints, array['a','b c',null]::text[] as texts,
        array[9007199254740993]::int8[] as int8s, count(*) as count,
        '6a1f0d0e-2f1c-4b57-9d5b-0d0c8f7f2a11'::uuid as uuid`);
    expect(rows).toEqual([
      {
        int8: "9007199254740993",
        int4: 7,
        numeric: "1.10",
        float8: 0.5,
        bool: true,
        nothing: null,
        timestamptz: "2026-03-29 01:00:00.123456+00",
        date: "2026-03-29",
        interval: "1 day",
        jsonb: { a: [1, null] },
        bytea: Buffer.from([0, 255]),
        ints: [1, 2],
        texts: ["a", "b c", null],
        int8s: ["9007199254740993"],
        uuid: "6a1f0d0e-2f1c-4b57-9d5b-0d0c8f7f2a11",
        count: "1",
      },
    ]);
  });

  it("go there as these", async () => {
    const { rows } = await db.execute(sql`
      select ${NOW}::timestamptz = '2026-03-29T01:00:00.123Z' as instant,
        'b' = any(${sql.param(["a", "b"])}::text[]) as list,
        ${sql.param([])}::text[] = '{}' as nothing_listed,
        ${sql.param(["a,b", '"', "\\", null])}::text[] = array['a,b', '"', '\\', null] as strange,
        ${JSON.stringify({ a: "'" })}::jsonb ->> 'a' = '''' as json,
        ${Buffer.from([0, 255])}::bytea = '\\x00ff' as bytes,
        ${null}::int is null as nothing, ${true}::bool as yes,
        ${9_007_199_254_740_991}::int8 = 9007199254740991 as large`);
    expect(rows.flatMap((row) => Object.entries(row).filter(([, value]) => value !== true))).toEqual([]);
  });

  it("of tables are instants to the millisecond, texts with any letters, and nothing", async () => {
    const row = { ...newInstallation(NOW), subdomain: 'Zoë\'s 東京 \\ "x"', tokenSealed: "" };
    await db.insert(installations).values(row);
    const found = await db
      .select()
      .from(installations)
      .where(inArray(installations.id, [row.id]));
    expect(found).toEqual([expect.objectContaining({ ...row, createdAt: NOW })]);
    expect(await db.select().from(installations).where(inArray(installations.id, []))).toEqual([]);
  });
});

describe("a write", () => {
  it("tells how many rows it wrote", async () => {
    const id = await insertInstallation(db, NOW);
    const where = eq(installations.id, id);
    expect((await db.update(installations).set({ subdomain: "x" }).where(where)).rowCount).toBe(1);
    expect((await db.update(installations).set({ subdomain: "x" }).where(sql`false`)).rowCount).toBe(0);
    expect(
      (await db.insert(installations).values(newInstallation(NOW, id)).onConflictDoNothing()).rowCount,
    ).toBe(0);
    expect((await db.execute(sql`delete from installations where id = ${id}`)).rowCount).toBe(1);
  });

  it("is refused with the server's own code and the constraint, and never as unavailable", async () => {
    const row = newInstallation(NOW);
    await db.insert(installations).values(row);
    const twice = await failureOf(
      db.insert(installations).values({ ...newInstallation(NOW), tokenHash: row.tokenHash }),
    );
    expect(isUniqueViolation(twice, "installations_token_hash")).toBe(true);
    const refused: readonly (readonly [string, PromiseLike<unknown>])[] = [
      ["23505", db.insert(installations).values(row)],
      ["23502", db.execute(sql`insert into installations (id) values (${randomId()})`)],
      ["23503", db.insert(locations).values(nobodysLocation)],
      ["23514", db.execute(sql`update installations set state = 'nonsense'`)],
      ["22P02", db.execute(sql`select ${"x"}::int`)],
      ["42601", db.execute(sql`selec 1`)],
      ["42P01", db.execute(sql`select from nowhere`)],
    ];
    for (const [code, run] of refused) {
      const error = await failureOf(run);
      expect([sqlStateOf(error), isUnavailable(error)]).toEqual([code, false]);
    }
  });

  it("may be told something by the server on the way", async () => {
    await db.execute(sql`do $$ begin raise notice 'by the way'; raise warning 'mind'; end $$`);
    expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }]);
  });
});

describe("a transaction", () => {
  it("is seen by nobody before its end, and by nobody after a failure", async () => {
    const kept = newInstallation(NOW);
    const lost = newInstallation(NOW);
    const count = async () =>
      (
        await db
          .select()
          .from(installations)
          .where(inArray(installations.id, [kept.id, lost.id]))
      ).length;
    await db.transaction(async (tx) => {
      await tx.insert(installations).values(kept);
      await failureOf(
        tx.transaction(async (inner) => {
          await inner.insert(installations).values(lost);
          throw new Error("stop");
        }),
      );
      expect(await count()).toBe(0);
    });
    expect(await count()).toBe(1);
    await failureOf(
      db.transaction(async (tx) => {
        await tx.insert(installations).values(lost);
        await tx.execute(sql`select 1 / 0`);
      }),
    );
    expect(await count()).toBe(1);
  });

  it("that is serializable is refused when another one changed what it read", async () => {
    const id = await insertInstallation(db, NOW);
    const read = sql`select count(*) from installations where subdomain like 'both%'`;
    const write = (to: string) => sql`update installations set subdomain = ${to} where id = ${id}`;
    const error = await failureOf(
      db.transaction(
        async (one) => {
          await one.execute(read);
          await db.transaction(
            async (two) => {
              await two.execute(read);
              await two.execute(write("both-2"));
            },
            { isolationLevel: "serializable" },
          );
          await one.execute(write("both-1"));
        },
        { isolationLevel: "serializable" },
      ),
    );
    expect(sqlStateOf(error)).toBe("40001");
  });

  it("whose connection is cut is unavailable and leaves nothing, and the next one works", async () => {
    const row = newInstallation(NOW);
    let error: unknown;
    const uncaught = await uncaughtDuring(async () => {
      error = await failureOf(
        db.transaction(async (tx) => {
          await tx.insert(installations).values(row);
          const { rows } = await tx.execute(sql`select pg_backend_pid() as pid`);
          await query(database.postgresUrl, `select pg_terminate_backend(${Number(rows[0]?.pid)}, 60000)`);
          await tx.execute(sql`select 1`);
        }),
      );
    });
    // Without anybody who hears of the broken connection, the whole process would end here.
    expect(uncaught).toEqual([]);
    expect(isUnavailable(error)).toBe(true);
    expect(await db.select().from(installations).where(eq(installations.id, row.id))).toEqual([]);
    await db.transaction(async (tx) => {
      await tx.insert(installations).values(row);
    });
    expect(await db.select().from(installations).where(eq(installations.id, row.id))).toHaveLength(1);
  });

  it("skips a row that another one has locked", async () => {
    const id = await insertInstallation(db, NOW);
    const free = (tx: Pick<typeof db, "select">) =>
      tx
        .select({ id: installations.id })
        .from(installations)
        .where(eq(installations.id, id))
        .for("update", { skipLocked: true });
    await db.transaction(async (one) => {
      expect(await free(one)).toHaveLength(1);
      await db.transaction(async (two) => expect(await free(two)).toHaveLength(0));
    });
  });
});

describe("a pool", () => {
  it("serves more callers than it has connections, each with its own answer", async () => {
    const asked = Array.from({ length: 60 }, async (_, at) => {
      const { rows } = await db.execute(sql`select ${at}::int as at`);
      return rows[0]?.at;
    });
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 60 }, (_, at) => at));
    const open = `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    const [row] = await query(database.postgresUrl, open);
    expect(Number(row?.n)).toBeLessThanOrEqual(10);
  });

  it("gives large answers and takes large values whole", async () => {
    const large = "é".repeat(1_000_000);
    const { rows } = await db.execute(sql`select ${large}::text as back, repeat('x', 3000000) as sent`);
    expect(rows[0]?.back).toBe(large);
    expect(String(rows[0]?.sent)).toHaveLength(3_000_000);
  });

  it("is the driver's this run is about", () => {
    expect(database.driver).toBe(inject("driver"));
  });
});
