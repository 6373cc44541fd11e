import { describe, expect, it } from "vitest";
import { playwrightRun } from "./playwright-run";
import { holds, judge, judgeGreen, lastLine, type RunReport, type TestError, tally } from "./verdict";

const TEST = "group > test";
const failed = (...errors: TestError[]): RunReport => ({
  tests: new Map([[TEST, { state: "failed", errors }]]),
  trouble: null,
});
const passed: RunReport = { tests: new Map([[TEST, { state: "passed", errors: [] }]]), trouble: null };
const nothing: RunReport = { tests: new Map(), trouble: "Failed to resolve import" };
const assertion: TestError = { names: ["AssertionError"], message: "expected 1 to be 2" };
const crash: TestError = { names: ["TypeError"], message: "x is not a function" };
const outcomeOf = (run: RunReport, isControl = false) => judge(TEST, isControl, run).outcome;

describe("a fault is", () => {
  it("caught when the named test fails by an assertion", () => {
    expect(outcomeOf(failed(assertion))).toBe("caught");
  });

  it("caught when a generated world breaks an invariant, told as the cause of another error", () => {
    expect(outcomeOf(failed({ names: ["Error", "InvariantBroken"], message: "Property failed" }))).toBe(
      "caught",
    );
  });

  it("caught when the error that was due did not come", () => {
    const silent = { names: ["Error"], message: "did not fail with a VendorError" };
    expect(outcomeOf(failed(silent))).toBe("caught");
  });

  it("survived when the named test stays green", () => {
    expect(outcomeOf(passed)).toBe("survived");
  });

  it.each([
    ["the test dies of something else", failed(crash)],
    ["the test runs out of time", failed({ names: ["Error"], message: "Test timed out in 20000ms." })],
    // The clean-up of a test that died often finds things not as they should be.
    ["only the clean-up asserts", failed(crash, assertion)],
    ["nothing could run", nothing],
    [
      "another test failed",
      { tests: new Map([["other", { state: "failed", errors: [assertion] }]]), trouble: null },
    ],
    ["the test was left out", { tests: new Map([[TEST, { state: "not_run", errors: [] }]]), trouble: null }],
  ] satisfies [string, RunReport][])("not caught when %s", (_, run) => {
    expect(outcomeOf(run)).toBe("crashed");
  });
});

describe("a control", () => {
  it("is fine while its test is green, and fails with it, whatever the reason", () => {
    expect(outcomeOf(passed, true)).toBe("control_ok");
    expect([failed(assertion), failed(crash), nothing].map((run) => outcomeOf(run, true))).toEqual(
      Array(3).fill("control_failed"),
    );
  });
});

describe("without a fault", () => {
  it("the test has to be there and green", () => {
    expect(judgeGreen(TEST, passed)).toBeNull();
    expect(judgeGreen(TEST, failed(assertion))?.because).toContain("expected 1 to be 2");
    expect(judgeGreen(TEST, nothing)).toEqual({ outcome: "not_green", because: "Failed to resolve import" });
    expect(judgeGreen("group > tset", passed)?.because).toBe("no test of exactly this title ran");
  });
});

describe("the sum", () => {
  const of = (...outcomes: Parameters<typeof tally>[0][number]["outcome"][]) =>
    tally(outcomes.map((outcome) => ({ outcome, because: null })));

  it("is the last line", () => {
    expect(lastLine(of("caught", "caught", "survived", "control_ok", "crashed"))).toBe(
      "2 caught, 1 survived, 1 controls ok",
    );
  });

  it("holds only when everything was caught and every control was fine", () => {
    expect(holds(of("caught", "control_ok"))).toBe(true);
    for (const bad of [
      "survived",
      "crashed",
      "control_failed",
      "not_green",
      "does_not_apply",
      "malformed",
    ] as const)
      expect(holds(of("caught", bad)), bad).toBe(false);
    expect(holds(of()), "an empty run").toBe(false);
  });
});

describe("a report of the browser tests", () => {
  const report = (status: string, message: string) => ({
    suites: [
      {
        title: "endpoints.spec.ts",
        suites: [
          {
            title: "Nexudus webhooks",
            specs: [{ title: "a test", tests: [{ results: [{ status, errors: [{ message }] }] }] }],
          },
        ],
      },
    ],
  });
  const title = "Nexudus webhooks › a test";
  const verdict = (status: string, message: string) =>
    judge(title, false, playwrightRun(report(status, message))).outcome;

  it("tells an expect from everything else that can go wrong", () => {
    expect(verdict("failed", "Error: \u001b[2mexpect(\u001b[22mreceived).toBe(expected)")).toBe("caught");
    expect(verdict("failed", "Error: expect(locator).toBeVisible() failed")).toBe("caught");
    expect(verdict("failed", "Error: /a path\n\nexpect(received).toBe(expected)")).toBe("caught");
    expect(verdict("failed", "TypeError: cannot read properties of undefined")).toBe("crashed");
    expect(verdict("failed", "TimeoutError: page.waitForURL: Timeout 30000ms exceeded.")).toBe("crashed");
    expect(verdict("timedOut", "Error: expect(received).toBe(expected)")).toBe("crashed");
    expect(verdict("skipped", "")).toBe("crashed");
    expect(verdict("passed", "")).toBe("survived");
  });

  it("says what kept the tests from running", () => {
    const message =
      "Error: The app could not be built:\n  Creating a build ...\n Type error: no such module\n";
    const run = playwrightRun({ suites: [], errors: [{ message }] });
    expect(judge(title, false, run)).toEqual({
      outcome: "crashed",
      because: "Error: The app could not be built: Type error: no such module",
    });
  });
});
