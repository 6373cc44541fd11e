import { expect, it } from "vitest";
import { needlessEffort } from "./effort";
import { emptyReport } from "./report";

const report = { ...emptyReport(), members: 3, edges: 10 };

it("takes as many operations as people, edges and faults explain", () => {
  expect(needlessEffort({ ...report, operations: 84 })).toEqual([]);
  expect(needlessEffort({ ...report, operations: 234, faultsByKind: { vendor_down: 1 } })).toEqual([]);
});

it("says so when there were more", () => {
  expect(needlessEffort({ ...report, operations: 85 })).toEqual([
    "85 operations, where what happened explains 84 at most",
  ]);
  expect(needlessEffort({ ...report, operations: 235, faultsByKind: { vendor_down: 1 } })).toHaveLength(1);
});
