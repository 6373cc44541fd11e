import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing";
import { describeHealth } from "@/lib/services/console/health";

const { db } = await testDatabase();

const health = () => describeHealth({ db });

/** The last migration's row, kept by each test for the next one. */
async function withLast(change: ReturnType<typeof sql>, look: () => Promise<void>): Promise<void> {
  await db.execute(sql`create table kept as select * from drizzle.__drizzle_migrations`);
  await db.execute(change);
  try {
    await look();
  } finally {
    await db.execute(sql`delete from drizzle.__drizzle_migrations`);
    await db.execute(sql`insert into drizzle.__drizzle_migrations select * from kept`);
    await db.execute(sql`drop table kept`);
  }
}

describe("the schema in the health report", () => {
  it("is current after the migrations of this version", async () => {
    expect(await health()).toMatchObject({ ok: true, database: "up", schema: "current", message: null });
  });

  it("is behind, and nothing works, when a migration of this version is missing", async () => {
    const last = sql`select max(created_at) from drizzle.__drizzle_migrations`;
    await withLast(sql`delete from drizzle.__drizzle_migrations where created_at = (${last})`, async () => {
      const told = await health();
      expect(told).toMatchObject({ ok: false, database: "up", schema: "behind" });
      expect(told.message).toContain("npm run db:migrate");
    });
  });

  it("is ahead, and goes on working, when a later version has migrated", async () => {
    const later = sql`insert into drizzle.__drizzle_migrations (hash, created_at)
      select 'later', max(created_at) + 1 from drizzle.__drizzle_migrations`;
    await withLast(later, async () => {
      const told = await health();
      expect(told).toMatchObject({ ok: true, database: "up", schema: "ahead" });
      expect(told.message).toContain("later version");
    });
  });

  it("is behind when the database was never migrated", async () => {
    await db.execute(sql`alter schema drizzle rename to elsewhere`);
    try {
      expect(await health()).toMatchObject({ ok: false, database: "up", schema: "behind" });
    } finally {
      await db.execute(sql`alter schema elsewhere rename to drizzle`);
    }
  });
});
