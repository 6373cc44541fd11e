import { expect, test } from "vitest";
import { testOf, withoutTest } from "./checklists";

const item = (test: string) => ({ id: "X-01", item: "something", test });

test("a test may be named from the simulator's folder or from the root, with or without what it stands in", () => {
  const named = "e2e/simulators/akiles/api.test.ts: keeps: ids apart";
  for (const said of ["api.test.ts: keeps: ids apart", named, "api.test.ts: lists > keeps: ids apart"])
    expect(testOf(item(said), "akiles")).toBe(named);
});

test("an item whose test was renamed is found", () => {
  const tests = new Set(["e2e/simulators/akiles/api.test.ts: keeps ids apart"]);
  expect(withoutTest([item("api.test.ts: keeps ids apart")], "akiles", tests)).toEqual([]);
  expect(withoutTest([item("api.test.ts: keeps ids")], "akiles", tests)).toHaveLength(1);
});
