import { describe, expect, test } from "vitest";
import { comparedFields, differingFields, isEditedByOther, PIN_FIELD } from "./own-write";

const record = {
  Id: 7,
  FullName: "Ana",
  Notes: "Left-handed",
  Businesses: [1, 2],
  AccessPincode: null,
  UpdatedOn: "2026-05-12T08:00:00Z",
  UpdatedBy: "desk@harbour.test",
};
const hashesOf = (text: string) => [`new ${text}`, `old ${text}`];
const before = Object.fromEntries([...comparedFields(record)].map(([name, text]) => [name, `old ${text}`]));

describe("what a write changed besides", () => {
  test.each([
    [
      "nothing but the PIN and what moves by itself",
      { AccessPincode: "0417", UpdatedOn: "x", UpdatedBy: "y" },
      [PIN_FIELD],
    ],
    ["an emptied field", { Notes: null }, ["Notes"]],
    ["a field that came up", { Custom3: "new" }, ["Custom3"]],
    ["a shortened list", { Businesses: [1] }, ["Businesses"]],
    ["empty text in the place of null", { AccessPincode: "" }, []],
  ])("%s", (_, change, names) => {
    expect(differingFields(before, { ...record, ...change }, hashesOf)).toEqual(names);
  });
});

test.each([
  ["lintel@apps.test", "LINTEL@apps.test", false],
  ["desk@harbour.test", "lintel@apps.test", true],
  ["desk@harbour.test", null, false],
  [null, "lintel@apps.test", false],
])("a record last written by %s, asked as %s", (UpdatedBy, user, other) => {
  // Where nobody tells who wrote, what differs counts as our doing: it is put back, and not taken for an edit.
  expect(isEditedByOther({ ...record, UpdatedBy }, user)).toBe(other);
});
