import { describe, expect, it } from "vitest";
import { statementOf } from "./statement";

describe("what a statement does", () => {
  it("reads the tables it names, in joins and inner selects too", () => {
    const text =
      'select "a"."id" from "edges" a inner join "connections" on true where "a"."x" in (select "id" from "teams")';
    expect(statementOf(text)).toMatchObject({ kind: "read", tables: ["edges", "connections", "teams"] });
    expect(statementOf("\n  select pm.id from person_members pm join persons p on true")).toMatchObject({
      kind: "read",
      tables: ["person_members", "persons"],
    });
  });

  it("takes no name of a column for a verb", () => {
    expect(statementOf('select "delete", "for update" from "members"')).toMatchObject({ kind: "read" });
  });

  it.each([
    'select "fence" from "leases" where "id" = $1 for share',
    'select "id" from "persons" for no key update skip locked',
    'select "id" from "edges" where "at" < pg_catalog.now()',
    "select pg_advisory_xact_lock($1)",
    "select set_config('a', 'b', true)",
    "select 1",
    "begin",
    "savepoint sp1",
    "rollback to savepoint sp1",
  ])("asks anew every time: %s", (text) => {
    expect(statementOf(text)).toEqual({ kind: "other" });
  });

  it.each(["commit", "rollback", "ROLLBACK;"])("ends a transaction: %s", (text) => {
    expect(statementOf(text)).toEqual({ kind: "end" });
  });

  it("writes the tables it names, also behind a with", () => {
    expect(statementOf('insert into "edges" ("id") values ($1)')).toMatchObject({
      kind: "write",
      tables: ["edges"],
    });
    const text = "with polled as (update installations set a = 1) update read_cursors set b = 2";
    expect(statementOf(text)).toMatchObject({ kind: "write", tables: ["installations", "read_cursors"] });
  });

  it("writes with a deleted row all that goes with it", () => {
    const gone = ["persons", "person_members", "grants", "vendor_grants"];
    expect(statementOf('delete from "persons" where "id" = $1')).toMatchObject({
      kind: "write",
      tables: expect.arrayContaining(gone),
    });
    expect(statementOf("vacuum")).toMatchObject({
      kind: "write",
      tables: expect.arrayContaining(["installations", "teams", "leases"]),
    });
  });

  it.each([
    [
      'select distinct "a"."id", "b"."at" from "edges" "a" left join "teams" on true where exists (select 1)',
      "edges",
    ],
    ['update "leases" set "a" = (select 1 from "teams")', "leases"],
    ['delete from "teams" where "id" = $1', "teams"],
    ['select count(*)::int from "teams"', null],
    ['select "id" from "teams" union select "id" from "edges"', null],
    ['select "id" from "teams" full join "edges" on true', null],
    ['insert into "teams" ("id") select "id" from "edges"', null],
    ["with a as (update edges set b = 1) update teams set c = 2", null],
  ])("has nothing to answer or write without rows: %s", (text, rowsOf) => {
    expect(statementOf(text)).toMatchObject({ rowsOf });
  });
});
