import { sql } from "drizzle-orm";
import { expect, inject, it } from "vitest";
import { installations, leases } from "@/db/schema/index";
import { randomId } from "@/lib/security/tokens";
import { query } from "../embedded/testing/folders";
import { acquireLease } from "../queries/leases";
import { borrowDatabase } from "./borrow-database";
import { insertInstallation } from "./installation";

const source = inject("cloneSource");
const NOW = new Date("2026-05-12T08:00:00Z");

it("gives a database that was used before, without a row, whatever pointed at what", async () => {
  const first = await borrowDatabase(source);
  const installationId = await insertInstallation(first.db, NOW);
  await acquireLease(first.db, { installationId, resource: "person:1", owner: "a", ttlMs: 1_000, now: NOW });
  await first.close();

  const second = await borrowDatabase(source);
  expect(second.url).toBe(first.url);
  expect(await second.db.select().from(installations)).toEqual([]);
  expect(await second.db.select().from(leases)).toEqual([]);
  await second.close();
});

it("gives two tests at once a database each", async () => {
  const [one, two] = await Promise.all([borrowDatabase(source), borrowDatabase(source)]);
  await insertInstallation(one.db, NOW);
  expect(await two.db.select().from(installations)).toEqual([]);
  await Promise.all([one.close(), two.close()]);
});

it("is closed to a write that comes after its test", async () => {
  const database = await borrowDatabase(source);
  await database.close();
  await expect(insertInstallation(database.db, NOW)).rejects.toThrow();
});

it("does not give a database again in which a test made a table of its own", async () => {
  const changed = await borrowDatabase(source);
  await changed.db.execute(sql.raw(`create table made_${randomId().replaceAll("-", "")} (id int)`));
  await changed.close();
  await expect(query(changed.postgresUrl, "select 1")).rejects.toMatchObject({ code: "3D000" });
});
