import { describe, expect, it } from "vitest";
import { canonicalLocation } from "./canonical-host";

const origin = "http://127.0.0.1:3000";

describe("the way back to the one origin", () => {
  it("keeps path and query", () => {
    expect(canonicalLocation("/members/7?q=a%20b", origin)).toBe(`${origin}/members/7?q=a%20b`);
  });

  it.each([
    "//elsewhere.test/x",
    "/\\elsewhere.test",
    "https://elsewhere.test/",
    "\\\\elsewhere.test",
    null,
    "",
  ])("never leaves the origin for %s", (target) => {
    expect(new URL(canonicalLocation(target, origin)).origin).toBe(origin);
  });
});
