import { expect, it } from "vitest";
import { z } from "zod";
import { idList, idText, optionalId, optionalInstant, optionalText, toInstant, wordList } from "./scalars";

it.each([
  "",
  "2026-02-30T00:00:00Z",
  "2026-13-01T00:00Z",
  "2026-01-01",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:60Z",
  "2026-01-01T00:00:00.12345678Z",
  "2026-01-01T00:00:00+15:00",
  "01/02/2026",
  "2026-01-01T00:00:00Zx",
])("toInstant refuses %j", (text) => {
  expect(toInstant(text)).toBeNull();
});

it("reads ids as text, and refuses what cannot be one or has lost digits", () => {
  expect([1, "1418686279", 9_007_199_254_740_991].map((id) => idText.parse(id))).toEqual([
    "1",
    "1418686279",
    "9007199254740991",
  ]);
  for (const id of [0, -1, 1.5, 2 ** 53, "0", "01", "1a", "", null, {}, Number.NaN]) {
    expect(idText.safeParse(id).success).toBe(false);
  }
});

it("lets optional fields be missing, null or empty", () => {
  const row = z.object({ a: optionalId, b: optionalInstant, c: optionalText, d: idList, e: wordList });
  const nothing = { a: null, b: null, c: null, d: [], e: [] };
  expect(row.parse({})).toEqual(nothing);
  expect(row.parse({ a: 0, b: "0001-01-01T00:00:00", c: "", d: "", e: null })).toEqual(nothing);
  expect(row.parse({ a: 5, b: "2026-01-01T00:00", c: "x", d: "5, 6,5", e: "A1; 02 A1" })).toEqual({
    a: "5",
    b: new Date("2026-01-01T00:00Z"),
    c: "x",
    d: ["5", "6"],
    e: ["A1", "02"],
  });
  expect(row.safeParse({ b: "soon" }).success).toBe(false);
  expect(row.safeParse({ d: "5,x" }).success).toBe(false);
});
