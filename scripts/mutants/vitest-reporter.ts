import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";
import type { TestError, TestResult } from "./verdict";

/** The file this reporter writes, named by the runner. */
export const REPORT_FILE_VARIABLE = "LINTEL_MUTANTS_REPORT";

export interface VitestReport {
  readonly tests: readonly (readonly [title: string, result: TestResult])[];
  /** Errors outside of tests: an import, a syntax error, a set-up. */
  readonly outside: readonly TestError[];
}

const CAUSES_MAX = 5;

/** Tells each test's errors with their names and causes, which the reporter for machines leaves out. */
export default class MutantsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests: [string, TestResult][] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        if (state === "passed" || state === "failed")
          tests.push([test.fullName, { state, errors: errors.map(toError) }]);
      }
    }
    const outside = [...modules.flatMap((module) => module.errors()), ...unhandled].map(toError);
    const report: VitestReport = { tests, outside };
    const file = process.env[REPORT_FILE_VARIABLE];
    if (file) writeFileSync(file, JSON.stringify(report));
  }
}

function toError(error: SerializedError): TestError {
  const names: string[] = [];
  let next: unknown = error;
  while (typeof next === "object" && next !== null && names.length < CAUSES_MAX) {
    names.push("name" in next ? String(next.name) : "");
    next = "cause" in next ? next.cause : null;
  }
  return { names, message: error.message };
}
