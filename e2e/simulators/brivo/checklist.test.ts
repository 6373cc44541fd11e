import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checklist } from "./checklist";

it("names a test that exists for every item, and each item once", () => {
  const missing = checklist.filter(({ test }) => {
    const [file = "", ...title] = test.split(": ");
    return !readFileSync(file, "utf8").includes(`it("${title.join(": ")}"`);
  });
  expect(missing).toEqual([]);
  expect(new Set(checklist.map(({ id }) => id)).size).toBe(checklist.length);
});
