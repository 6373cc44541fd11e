import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "../testing";
import { columnComment, columnNotes, tableComments } from "./comments";

const { db } = await testDatabase();

test("every table of the database says what its rows mean, in the words of the source", async () => {
  const { rows } = (await db.execute(sql`
    select c.relname as name, obj_description(c.oid, 'pg_class') as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' order by 1`)) as unknown as {
    rows: { name: string; comment: string | null }[];
  };
  expect(Object.fromEntries(rows.map((row) => [row.name, row.comment]))).toEqual({ ...tableComments });
});

test("every column with personal data or a secret says so in the database, in the words of the source", async () => {
  const { rows } = (await db.execute(sql`
    select c.relname || '.' || a.attname as name, col_description(c.oid, a.attnum) as comment
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname = 'public' and c.relkind = 'r' and col_description(c.oid, a.attnum) is not null
    order by 1`)) as unknown as { rows: { name: string; comment: string }[] };
  expect(Object.fromEntries(rows.map((row) => [row.name, row.comment]))).toEqual(
    Object.fromEntries(Object.entries(columnNotes).map(([name, note]) => [name, columnComment(note)])),
  );
});
