import { firstLine, type RunReport, type TestResult } from "./verdict";

/** What is used of Playwright's report for machines. */
export interface PlaywrightReport {
  readonly suites?: readonly Suite[];
  /** Errors outside of tests, such as a set-up that failed. */
  readonly errors?: readonly { readonly message?: string }[];
}
interface Suite {
  readonly title: string;
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly results: readonly {
        readonly status: string;
        readonly errors?: readonly { readonly message?: string }[];
      }[];
    }[];
  }[];
  readonly suites?: readonly Suite[];
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Titles are those of the describes and the test, joined by " › "; the outermost suite is the file. */
export function playwrightRun(report: PlaywrightReport): RunReport {
  const tests = new Map<string, TestResult>();
  const walk = (suite: Suite, above: readonly string[]) => {
    for (const spec of suite.specs ?? []) {
      const result = spec.tests[0]?.results.at(-1);
      if (result) tests.set([...above, spec.title].join(" › "), toResult(result));
    }
    for (const inner of suite.suites ?? []) walk(inner, [...above, inner.title]);
  };
  for (const file of report.suites ?? []) walk(file, []);
  const trouble = firstLine(plain(report.errors?.[0]?.message)) || null;
  return { tests, trouble };
}

type Result = NonNullable<Suite["specs"]>[number]["tests"][number]["results"][number];

function toResult({ status, errors = [] }: Result): TestResult {
  if (status === "skipped" || status === "interrupted") return { state: "not_run", errors: [] };
  if (status === "passed") return { state: "passed", errors: [] };
  // The time of the whole test running out says nothing about what it waits for.
  const late =
    status === "timedOut" ? [{ names: ["TimeoutError"], message: "the test ran out of time" }] : [];
  return {
    state: "failed",
    errors: [...late, ...errors.map(({ message }) => ({ names: ["Error"], message: plain(message) }))],
  };
}

const plain = (text: string | undefined): string => (text ?? "").replace(COLOURS, "");
