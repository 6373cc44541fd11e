import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checklist } from "./checklist";

it("names a test that exists for every item, each item once", () => {
  const ids = checklist.map((item) => item.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (let item = 1; item <= 14; item += 1)
    expect(
      ids.some((id) => id.startsWith(`ACM-${String(item).padStart(2, "0")}`)),
      `item ${item}`,
    ).toBe(true);
  for (const { test } of checklist) {
    const [file = "", ...title] = test.split(": ");
    expect(readFileSync(file, "utf8"), test).toContain(`it("${title.join(": ")}"`);
  }
});
