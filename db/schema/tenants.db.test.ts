import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../testing";

const { db } = await testDatabase();

interface Key {
  readonly table: string;
  readonly name: string;
  readonly parent: string;
  /** Pairs of a column here and the one it names there. */
  readonly pairs: readonly (readonly [string, string])[];
}

/** Outlives what it tells of, so it names nothing by key; its rows are ids and numbers. */
const NO_PARENT = new Set(["audit_log"]);

/** Columns that name a row of ours without a key of their own, and why nothing can be reached through them. */
const KEYLESS: Readonly<Record<string, string>> = {
  "vendor_grants.connection_id":
    "a copy of its grant's, which the key to the grant holds to the installation",
};

async function columnsOfTenants(): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await db.execute(sql`
    select c.table_name, c.column_name from information_schema.columns c
    where c.table_schema = 'public' and exists (
      select 1 from information_schema.columns t where t.table_schema = 'public'
        and t.table_name = c.table_name and t.column_name = 'installation_id')
    order by 1, 2`);
  return rows.map((row) => [String(row.table_name), String(row.column_name)] as const);
}

async function foreignKeys(): Promise<readonly Key[]> {
  const { rows } = await db.execute(sql`
    select f.conname as name, c.relname as table, p.relname as parent,
           json_agg(json_build_array(a.attname, b.attname) order by k.n) as pairs
    from pg_constraint f
    join pg_class c on c.oid = f.conrelid join pg_class p on p.oid = f.confrelid
    join lateral unnest(f.conkey, f.confkey) with ordinality as k(here, there, n) on true
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.here
    join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.there
    where f.contype = 'f' and c.relnamespace = 'public'::regnamespace
    group by 1, 2, 3`);
  return rows as unknown as readonly Key[];
}

const columns = await columnsOfTenants();
const tenants = new Set(columns.map(([table]) => table));
const keys = await foreignKeys();
const carriesTenant = (key: Key) =>
  key.pairs.some(([here, there]) => here === "installation_id" && there === "installation_id");

describe("no row can point into another tenant", () => {
  test("there are tables and keys to judge", () => {
    expect(tenants.size).toBeGreaterThan(15);
    expect(keys.length).toBeGreaterThan(tenants.size);
  });

  test("every key between tables of tenants carries the installation", () => {
    const bare = keys.filter(
      (key) => tenants.has(key.table) && tenants.has(key.parent) && !carriesTenant(key),
    );
    expect(bare.map((key) => key.name)).toEqual([]);
  });

  test("every table of tenants hangs on an installation, by itself or through its parent", () => {
    const loose = [...tenants].filter(
      (table) =>
        !NO_PARENT.has(table) &&
        !keys.some((key) => key.table === table && (key.parent === "installations" || carriesTenant(key))),
    );
    expect(loose).toEqual([]);
  });

  test("a column that names a row of a tenant is part of a key, or listed with a reason", () => {
    // Ids of Nexudus may name what was not read yet; they are only ever looked up within an installation.
    const named = new Set(["connection_id", "person_id", "grant_id", "edge_id", "preview_id"]);
    const free = columns.filter(
      ([table, column]) =>
        named.has(column) &&
        !(`${table}.${column}` in KEYLESS) &&
        !keys.some(
          (key) => key.table === table && carriesTenant(key) && key.pairs.some(([here]) => here === column),
        ),
    );
    expect(free.map((pair) => pair.join("."))).toEqual([]);
  });
});
