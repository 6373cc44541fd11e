import { expect, test } from "vitest";
import { takenBy } from "./injection";

const hits = ["2026-05-11T10:04:00.000Z", "2026-05-11T10:05:30.000Z"].map((at) => ({ at }));

test("a rule that is spent is felt from its first hit to its last, and one without a number until it is taken back", () => {
  expect(takenBy(2, hits)).toEqual({ hits: 2, over: { from: hits[0]?.at, until: hits[1]?.at } });
  expect(takenBy(5, hits.slice(0, 1))).toEqual({ hits: 1, over: { from: hits[0]?.at, until: hits[0]?.at } });
  expect(takenBy(null, hits)).toEqual({ hits: 2 });
  expect(takenBy(2, [])).toEqual({ hits: 0 });
});
