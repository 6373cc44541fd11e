import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, plainCell } from "../csv-cell";
import { readCsv, writeCsv } from "./csv-file";
import { type CsvGround, groupWriter, readRows } from "./csv-rows";

const item = (
  kind: "plan" | "pass" | "desk" | "resource",
  id: string,
  name: string,
  business = "Harbour",
) => ({
  key: `${kind}:${id}`,
  kind,
  id,
  name,
  business,
});
const ground: CsvGround = {
  items: [
    item("plan", "1", "Hot Desk"),
    item("plan", "2", "Hot Desk", "Downtown"),
    item("pass", "3", "Day Pass"),
    item("resource", "4", "=1+1"),
    item("desk", "5", "Desk 5"),
  ],
  groups: [
    { id: "g1", name: "Front door", isGone: false },
    { id: "g2", name: "Rooms | all", isGone: false },
    { id: "g3", name: "Twin", isGone: false },
    { id: "g4", name: "twin", isGone: false },
    { id: "g5", name: "Rooftop", isGone: true },
  ],
  assignment: (key) => ({
    groupIds: key === "plan:2" ? ["g5"] : [],
    options: { leadMinutes: 15, lagMinutes: null, keepsHours: key === "pass:3" },
  }),
};
const HEADING = "kind,id,business,name,access groups,open before,close after,keep pass hours";
const read = (text: string) => {
  const csv = readCsv(text);
  if ("problems" in csv) return { changes: [], problems: csv.problems };
  return readRows(csv.rows, ground);
};
const problem = (text: string) => read(text).problems.map((row) => `${row.line}: ${row.message}`);
const rowsOf = (...rows: string[]) => `${[HEADING, ...rows].join("\n")}\n`;

describe("a mapping file", () => {
  it("says the whole assignment of each item, by id or by name and business", () => {
    const { changes, problems } = read(
      rowsOf("plan,1,Harbour,Hot Desk,Front door | g2,0,30,", "tariff,,downtown,hot desk,,,,no"),
    );
    expect(problems).toEqual([]);
    expect(changes).toEqual([
      { key: "plan:1", groupIds: ["g1", "g2"], leadMinutes: 0, lagMinutes: 30, keepsHours: false },
      { key: "plan:2", groupIds: [], leadMinutes: null, lagMinutes: null, keepsHours: false },
    ]);
  });

  it("leaves alone what it has no column for", () => {
    expect(read("kind,id,access groups\npass,3,Front door\n").changes).toEqual([
      { key: "pass:3", groupIds: ["g1"], leadMinutes: 15, lagMinutes: null, keepsHours: true },
    ]);
  });

  it.each([
    ["semicolons", "kind;id;access groups\r\nplan;1;Front door\r\n"],
    ["tabs", "kind\tid\taccess groups\nplan\t1\tFront door"],
    ["a byte-order mark", "\uFEFFkind,id,access groups\nplan,1,Front door\n"],
    ["old line ends", "kind,id,access groups\rplan,1,Front door\r"],
    ["blank lines, blanks and capitals", '"Kind", ID ,Access Groups\n\n plan ,1, front DOOR \n,,\n'],
  ])("may use %s", (_, text) => {
    expect(read(text).changes.map((row) => [row.key, row.groupIds])).toEqual([["plan:1", ["g1"]]]);
  });

  it.each([
    ["an unknown group", "plan,1,,,Back door,,,", '2: There is no access group "Back door".'],
    ["a formula for a group", "plan,1,,,=1+1,,,", '2: There is no access group "=1+1".'],
    [
      "a group name that two have",
      "plan,1,,,Twin,,,",
      '2: More than one access group is called "Twin": write its id instead.',
    ],
    ["a group that is gone", "plan,1,,,Rooftop,,,", '2: The access group "Rooftop" is gone at the vendor.'],
    ["an unknown id", "plan,9,,,,,,", '2: There is no plan with the id "9".'],
    ["an id of another kind", "desk,1,,,,,,", '2: There is no desk with the id "1".'],
    ["an unknown name", "plan,,,Cold Desk,,,,", '2: There is no plan called "Cold Desk".'],
    [
      "a name that several have",
      "plan,,,Hot Desk,,,,",
      '2: More than one plan is called "Hot Desk": fill in the id or the business.',
    ],
    [
      "a name that is another item's",
      "plan,1,,Day Pass,,,,",
      '2: The name of plan 1 is "Hot Desk", not "Day Pass". Correct it or leave it blank.',
    ],
    [
      "a business that is another one",
      "plan,1,Downtown,,,,,",
      '2: The business of plan 1 is "Harbour", not "Downtown". Correct it or leave it blank.',
    ],
    [
      "no item at all",
      "plan,,,,Front door,,,",
      "2: Neither an id nor a name says which item this row is about.",
    ],
    ["an unknown kind", "room,1,,,,,,", '2: "room" is no kind: write plan, pass, desk or resource.'],
    [
      "minutes beyond two hours",
      "plan,1,,,,121,,",
      '2: "open before" is "121": write whole minutes from 0 to 120, or leave it blank.',
    ],
    [
      "minutes that are no number",
      "plan,1,,,,,5.5,",
      '2: "close after" is "5.5": write whole minutes from 0 to 120, or leave it blank.',
    ],
    ["a yes that is none", "pass,3,,,,,,maybe", '2: "keep pass hours" is "maybe": write yes or no.'],
    [
      "hours of what is no pass",
      "plan,1,,,,,,yes",
      "2: Only a pass has hours that can be kept; this is a plan.",
    ],
    ["too few cells", "plan,1", "2: This row has 2 cells, the heading 8."],
  ])("is refused by its line for %s", (_, row, message) => {
    expect(problem(rowsOf(row))).toEqual([message]);
  });

  // Half a file would map some doors and leave the admin to find out which.
  it("gives no change at all when one row is wrong, and names every wrong row", () => {
    const answer = read(
      rowsOf("plan,1,,,Front door,,,", "plan,9,,,,,,", "pass,3,,,Nowhere,,,", "plan,1,,,,,,"),
    );
    expect(answer.changes).toEqual([]);
    expect(answer.problems.map((row) => row.line)).toEqual([3, 4, 5]);
    expect(answer.problems[2]?.message).toBe("Hot Desk is in line 2 already.");
  });

  it.each([
    ["nothing", "  \n", "null: The file is empty."],
    ["a heading alone", `${HEADING}\n`, "null: The file has a heading and no rows."],
    ["bytes of a workbook", "PK\0\u0003", "null: This is not a CSV file. Save the table as CSV first."],
    [
      "a quotation mark too many",
      'kind,id,access groups\nplan,1,"Front',
      "2: A quotation mark is missing or too many: from here the file cannot be read.",
    ],
    ["too much text", "x".repeat(500_001), "null: The file is too large: at most 500 kB can be read."],
    [
      "too many rows",
      `kind,id,access groups\n${"plan,1,\n".repeat(5_001)}`,
      "null: The file has more than 5,000 rows. Read it in as several files.",
    ],
  ])("with %s is refused as a whole", (_, text, message) => {
    expect(problem(text)).toEqual([message]);
  });

  it("with other columns is refused by their names", () => {
    expect(problem("art,id,access groups,id\nplan,1,,1\n")).toEqual([
      '1: The column "kind" is missing.',
      '1: The column "art" is not known.',
      '1: The column "id" is there twice.',
    ]);
    expect(problem("kind,access groups\nplan,x\n")).toEqual([
      '1: A column "id" or "name" is needed to tell which item a row is about.',
    ]);
  });

  it("may keep a group that is gone where it is assigned already", () => {
    expect(read("kind,id,access groups\nplan,2,Rooftop\n").changes[0]?.groupIds).toEqual(["g5"]);
  });

  it("is written so that it reads back as it was, whatever the names are", () => {
    const name = groupWriter(ground.groups);
    expect(ground.groups.map((group) => name(group.id))).toEqual(["Front door", "g2", "g3", "g4", "Rooftop"]);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        fc.pre(!text.includes("\0") && !/[\r\n]/.test(text));
        const cells = { kind: "plan", id: "1", business: text, name: `n${text}` };
        const blank = { "access groups": "", "open before": "", "close after": "", "keep pass hours": "" };
        const csv = readCsv(writeCsv([{ ...cells, ...blank }]));
        if ("problems" in csv) throw new Error(JSON.stringify(csv.problems));
        expect(plainCell(csv.rows[0]?.cells.business ?? "").trim()).toBe(plainCell(text.trim()).trim());
        expect(csv.rows[0]?.cells.name).toBe(`n${text}`.trim());
      }),
    );
  });

  it("reads a name of nothing but blanks back as none", () => {
    const cells = { kind: "plan", id: "1", business: "\t", name: "Hot desk" };
    const blank = { "access groups": "", "open before": "", "close after": "", "keep pass hours": "" };
    const csv = readCsv(writeCsv([{ ...cells, ...blank }]));
    expect("rows" in csv && csv.rows[0]?.cells).toMatchObject({ business: "", name: "Hot desk" });
  });

  // Whoever opens the file in a spreadsheet would otherwise run what somebody called a room.
  it("never begins a cell with what a spreadsheet calculates, and finds the item again", () => {
    for (const text of ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1"]) {
      expect(csvCell(text)).toBe(`"'${text}"`);
      expect(plainCell(`'${text}`)).toBe(text);
    }
    expect(csvCell("O'Hara")).toBe(`"O'Hara"`);
    expect(read(`kind,name,access groups\nresource,${csvCell("=1+1")},g1\n`).changes[0]?.key).toBe(
      "resource:4",
    );
  });
});
