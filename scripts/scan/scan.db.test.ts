import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing";
import { scan } from "./scan";
import { dumpDatabase } from "./sources";

const { db, url } = await testDatabase();
const canaries = [
  { kind: "secret", name: "t", value: "canary-token-0042" },
  { kind: "personal", name: "Email of 1", value: "canary@members.test" },
] as const;

test("a value planted in any column of the database is found there", async () => {
  const id = "6f2f6a4e-6a54-4c8e-9d39-0c6b1f1d1d11";
  const at = "2026-05-12T08:00:00Z";
  await db.execute(sql`insert into installations
    (id, state, token_hash, token_sealed, business_set, account_email, session_version, webhook_secret_hash,
      webhook_secret_sealed, created_at, updated_at)
    values (${id}, 'active', 'h', 'canary-token-0042', '', 'canary@members.test', 1, 'h', 's', ${at}, ${at})`);
  await db.execute(sql`insert into install_links (digest, installation_id, used_at, expires_at)
    values (${Buffer.from("canary@members.test").toString("hex")}, ${id}, ${at}, ${at})`);
  await db.execute(sql`create table added_later (note jsonb)`);
  await db.execute(sql`insert into added_later values ('["canary-token-0042"]')`);

  const sources = await dumpDatabase(url);
  expect(sources.length).toBeGreaterThan(100);
  const { findings, allowed } = scan(sources, canaries);
  expect(findings).toEqual([
    { place: "database added_later.note", what: "t (plain)" },
    { place: "database install_links.digest", what: "Email of 1 (hex)" },
    { place: "database installations.token_sealed", what: "t (plain)" },
  ]);
  expect(allowed).toBe(1);
});
