/** What went wrong in a test. `names` = the error's name, then those of its causes. */
export interface TestError {
  readonly names: readonly string[];
  readonly message: string;
}

export interface TestResult {
  readonly state: "passed" | "failed" | "not_run";
  /** In the order they happened: the test's own first, then those of its clean-up. */
  readonly errors: readonly TestError[];
}

/** One run of a test file. */
export interface RunReport {
  /** By full title. Tests left out by the choice of titles are not in it. */
  readonly tests: ReadonlyMap<string, TestResult>;
  /** Why nothing, or not all, could run: an import that failed, a time-out, no report. */
  readonly trouble: string | null;
}

const LINE_CHARS_MAX = 300;

export type Outcome =
  | "caught"
  | "survived"
  | "control_ok"
  /** The named test did not fail by an assertion: that is no proof of anything. */
  | "crashed"
  | "control_failed"
  /** The named test is red, or is not there, without any fault. */
  | "not_green"
  | "does_not_apply"
  | "malformed";

export interface Verdict {
  readonly outcome: Outcome;
  /** One line, for the cases a person has to look at. */
  readonly because: string | null;
}

/** Errors by which a test says "this is not so": vitest's expect, and the invariants of the core. */
const ASSERTIONS = new Set(["AssertionError", "InvariantBroken"]);
/** Playwright's expect throws a plain Error that shows the call. */
const EXPECT_CALL = /^(?:Error: )?(?:[^\n]*\n\s*)*?expect(?:\.\w+)?\([^)]*\)/;

/** How helpers of tests that wait for an error say that none came. */
const NO_ERROR_CAME = /^did not fail\b/;

/** Whether the test's own first error is an assertion. What its clean-up says later does not count. */
export function isAssertion(error: TestError | undefined): boolean {
  if (error === undefined) return false;
  if (error.names.some((name) => ASSERTIONS.has(name))) return true;
  return EXPECT_CALL.test(error.message) || NO_ERROR_CAME.test(error.message);
}

/** Null = the test is there and green without any fault. */
export function judgeGreen(test: string, run: RunReport): Verdict | null {
  const result = run.tests.get(test);
  if (result?.state === "passed") return null;
  const because =
    result?.state === "failed"
      ? `is red without any fault: ${firstLine(result.errors[0]?.message)}`
      : (run.trouble ?? "no test of exactly this title ran");
  return { outcome: "not_green", because };
}

/** What the named test said about the fault. */
export function judge(test: string, isControl: boolean, run: RunReport): Verdict {
  const result = run.tests.get(test);
  if (isControl) {
    if (result?.state === "passed") return { outcome: "control_ok", because: null };
    const because = firstLine(result?.errors[0]?.message) || run.trouble || "the test did not run";
    return { outcome: "control_failed", because };
  }
  if (result === undefined || result.state === "not_run")
    return { outcome: "crashed", because: run.trouble ?? "the test did not run" };
  if (result.state === "passed")
    return { outcome: "survived", because: "the test is green with the fault in place" };
  const [first] = result.errors;
  if (isAssertion(first)) return { outcome: "caught", because: null };
  return { outcome: "crashed", because: `no assertion failed: ${firstLine(first?.message)}` };
}

export interface Tally {
  readonly caught: number;
  readonly survived: number;
  readonly controlsOk: number;
  /** Everything that is neither. */
  readonly broken: number;
}

export function tally(verdicts: readonly Verdict[]): Tally {
  const count = (outcome: Outcome) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const [caught, survived, controlsOk] = [count("caught"), count("survived"), count("control_ok")];
  return { caught, survived, controlsOk, broken: verdicts.length - caught - survived - controlsOk };
}

/** Exit code 0 only for a set in which every fault was caught and every control stayed green. An empty one is none. */
export const holds = ({ caught, survived, controlsOk, broken }: Tally): boolean =>
  survived === 0 && broken === 0 && caught + controlsOk > 0;

export const lastLine = ({ caught, survived, controlsOk }: Tally): string =>
  `${caught} caught, ${survived} survived, ${controlsOk} controls ok`;

/** The first line, and with one that only announces (a build's "...:"), the first that names the error. */
export function firstLine(text: string | undefined): string {
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  const [first = "", ...rest] = lines.map((line) => line.trim());
  const named = first.endsWith(":") ? rest.find((line) => /error/i.test(line)) : undefined;
  return [first, named].filter(Boolean).join(" ").slice(0, LINE_CHARS_MAX);
}
