/** Something a check objects to. `line` counts from 1; 0 = the file as a whole. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** What a check found: problems fail it, notes are only shown. */
export interface CheckResult {
  readonly problems: readonly Problem[];
  readonly notes?: readonly string[];
}

export const describeProblem = (problem: Problem): string =>
  `${problem.path}${problem.line > 0 ? `:${problem.line}` : ""}  ${problem.message}`;
