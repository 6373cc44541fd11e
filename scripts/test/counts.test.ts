import { describe, expect, it } from "vitest";
import { countTier, sum, sumLine } from "./counts";

const vitest = (more: object = {}) =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...more,
  });
const playwright = (stats: object, errors: unknown[] = []) => JSON.stringify({ stats, errors });

describe("counting a tier", () => {
  it("counts a command without tests of its own as one", () => {
    expect(countTier("none", 0, null)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countTier("none", 2, null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
  it("counts passed, failed and skipped tests", () => {
    const report = vitest({ numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(countTier("vitest", 1, report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });
  it("counts a file that could not be loaded as a failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{ status: "failed" }] },
    ];
    expect(countTier("vitest", 1, vitest({ numFailedTests: 1, testResults })).failed).toBe(2);
  });
  it("counts a flaky browser test and an error outside any test as failures", () => {
    expect(
      countTier("playwright", 1, playwright({ expected: 4, unexpected: 1, flaky: 1, skipped: 1 }, [{}])),
    ).toEqual({
      passed: 4,
      failed: 3,
      skipped: 1,
    });
  });
  it("counts each verdict of the journey", () => {
    const report = JSON.stringify({ steps: 90, verdicts: { right: 40, wrong: 2, all: [] } });
    expect(countTier("journey", 1, report)).toEqual({ passed: 40, failed: 2, skipped: 0 });
    expect(countTier("journey", 0, '{"steps":0,"verdicts":{"right":0,"wrong":0,"all":[]}}').failed).toBe(1);
  });
  it("fails a tier that ran nothing, even when the command was content", () => {
    expect(countTier("vitest", 0, vitest({ numPassedTests: 0 })).failed).toBe(1);
    expect(countTier("playwright", 0, playwright({})).failed).toBe(1);
    expect(countTier("counts", 0, '{"passed":0,"failed":0,"skipped":9}').failed).toBe(1);
  });
  it("fails a tier whose report is missing or unreadable", () => {
    expect(countTier("vitest", 0, null).failed).toBe(1);
    expect(countTier("playwright", 0, "<html>").failed).toBe(1);
  });
  it("fails a command that failed although all its tests passed", () => {
    expect(countTier("vitest", 1, vitest())).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });
});

describe("the last line", () => {
  it("adds up, and names skipped tests only when there are any", () => {
    expect(sumLine(sum([]))).toBe("0 passed, 0 failed");
    expect(sumLine({ passed: 12, failed: 1, skipped: 0 })).toBe("12 passed, 1 failed");
    const total = sum([
      { passed: 1, failed: 0, skipped: 1 },
      { passed: 2, failed: 3, skipped: 0 },
    ]);
    expect(sumLine(total)).toBe("3 passed, 3 failed, 1 skipped");
  });
});
