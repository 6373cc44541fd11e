import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checklist } from "./checklist";

describe("the checklist", () => {
  it("names a test that exists for every item, and each item once", () => {
    expect(new Set(checklist.map(({ id }) => id)).size).toBe(checklist.length);
    const missing = checklist.filter(({ test }) => {
      const [file = "", ...name] = test.split(": ");
      const text = readFileSync(new URL(file, import.meta.url), "utf8");
      return !text.includes(`"${name.join(": ")}"`);
    });
    expect(missing).toEqual([]);
  });
});
