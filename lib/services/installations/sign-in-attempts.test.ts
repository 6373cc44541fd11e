import { describe, expect, it } from "vitest";
import { type Attempts, afterFailure } from "./sign-in-attempts";

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 12, 8, 0, seconds));

/** How many failures are counted after the last of these. */
function count(...seconds: [number, ...number[]]): number {
  const [first, ...rest] = seconds;
  const start: Attempts = { failures: 1, firstFailedAt: at(first), lastFailedAt: at(first) };
  return rest.reduce((row, second) => afterFailure(row, at(second)), start).failures;
}

describe("failed checks in a row", () => {
  it("are three when three fall within two minutes", () => {
    expect(count(0, 1, 2)).toBe(3);
    expect(count(0, 60, 120)).toBe(3);
  });

  it("are not three when they are spread wider", () => {
    expect(count(0, 60, 121)).toBe(2);
    expect(count(0, 121, 242)).toBe(1);
  });

  it("are looked at over any two minutes, not from the first one on", () => {
    expect(count(0, 100, 130, 140)).toBe(3);
  });

  it("go on counting while they go on", () => {
    expect(count(0, 1, 2, 3, 4)).toBe(5);
  });

  it("do not grow by looking at the page again", () => {
    expect(count(0, 0, 0, 0)).toBe(1);
    expect(count(0, 5, 0, 5, 5)).toBe(2);
  });
});
