import { is } from "drizzle-orm";
import { getTableConfig, PgCustomColumn, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import * as schema from ".";
import { columnNotes, plainColumns } from "./comments";

const columns = Object.values(schema).flatMap((table) => {
  if (!is(table, PgTable)) return [];
  const { name, columns: all } = getTableConfig(table);
  return all.map((column) => ({ name: `${name}.${column.name}`, column }));
});
const noted = Object.keys(columnNotes);
const plain = Object.entries(plainColumns).flatMap(([table, names]) =>
  names.map((name) => `${table}.${name}`),
);

test("every text and JSON column is marked personal or secret, or was looked at and is neither", () => {
  // Otherwise a column added later keeps somebody's data that no document speaks of.
  const known = new Set([...noted, ...plain]);
  const open = columns.filter(({ column }) => /^(text|jsonb?|varchar|char)/.test(column.getSQLType()));
  expect(open.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

test("no column is both, and none is spoken of that is not there", () => {
  expect(noted.filter((name) => plain.includes(name))).toEqual([]);
  const there = new Set(columns.map(({ name }) => name));
  expect([...noted, ...plain].filter((name) => !there.has(name))).toEqual([]);
});

test("sealed columns and hashes are marked, and every mark is in the order of the names", () => {
  const must = columns.filter(
    ({ name, column }) => is(column, PgCustomColumn) || name.endsWith("_hash") || name.includes("sealed"),
  );
  expect(must.map(({ name }) => name).filter((name) => !noted.includes(name))).toEqual([]);
  expect(
    columns.filter(({ name }) => name.includes("sealed")).every(({ column }) => is(column, PgCustomColumn)),
  ).toBe(true);
  expect(noted).toEqual([...noted].sort());
});
