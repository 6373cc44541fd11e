import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checklist } from "./checklist";

const root = fileURLToPath(new URL("../../../", import.meta.url));

describe("the checklist", () => {
  it("names tests that exist, and each id once", () => {
    const missing = checklist.filter(({ test }) => {
      const [file = "", ...name] = test.split(": ");
      return !readFileSync(`${root}${file}`, "utf8").includes(`it("${name.join(": ")}"`);
    });
    expect(missing).toEqual([]);
    expect(new Set(checklist.map(({ id }) => id)).size).toBe(checklist.length);
  });
});
