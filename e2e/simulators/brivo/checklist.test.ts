import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { brivoChecklist } from "./checklist";

it("names a test that exists for every item, and each item once", () => {
  const missing = brivoChecklist.filter(({ test }) => {
    const [file = "", ...title] = test.split(": ");
    return !readFileSync(file, "utf8").includes(`it("${title.join(": ")}"`);
  });
  expect(missing).toEqual([]);
  expect(new Set(brivoChecklist.map(({ id }) => id)).size).toBe(brivoChecklist.length);
});
