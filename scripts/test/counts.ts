/** Tests of one tier. A check without tests of its own counts as one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export type ReportKind = "vitest" | "playwright" | "counts" | "journey" | "none";

const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A file that could not be loaded has no tests, so it would not be counted by them. */
function fromVitest(report: Readonly<Record<string, unknown>>): Counts {
  const broken = list(report.testResults)
    .map(record)
    .filter(
      (file) =>
        file.status === "failed" && !list(file.assertionResults).some((t) => record(t).status === "failed"),
    );
  return {
    passed: number(report.numPassedTests),
    failed: number(report.numFailedTests) + broken.length,
    skipped: number(report.numPendingTests) + number(report.numTodoTests),
  };
}

/** A test that passed only at the second try did not pass. */
function fromPlaywright(report: Readonly<Record<string, unknown>>): Counts {
  const stats = record(report.stats);
  return {
    passed: number(stats.expected),
    failed: number(stats.unexpected) + number(stats.flaky) + list(report.errors).length,
    skipped: number(stats.skipped),
  };
}

const fromCounts = (report: Readonly<Record<string, unknown>>): Counts => ({
  passed: number(report.passed),
  failed: number(report.failed),
  skipped: number(report.skipped),
});

/** Each verdict of the journey is one test: did the door answer as it had to. */
function fromJourney(report: Readonly<Record<string, unknown>>): Counts {
  const verdicts = record(report.verdicts);
  return { passed: number(verdicts.right), failed: number(verdicts.wrong), skipped: 0 };
}

const READERS = {
  vitest: fromVitest,
  playwright: fromPlaywright,
  counts: fromCounts,
  journey: fromJourney,
};

/**
 * What a finished command amounts to. A report that is missing or unreadable, no test at all, and an exit code
 * other than 0 without a failed test each count as one failure.
 */
export function countTier(kind: ReportKind, exitCode: number, report: string | null): Counts {
  if (kind === "none") return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = READERS[kind](record(JSON.parse(report ?? "")));
  } catch {
    return { ...counts, failed: 1 };
  }
  const ranNothing = counts.passed + counts.failed === 0;
  const failedUnseen = exitCode !== 0 && counts.failed === 0;
  return ranNothing || failedUnseen ? { ...counts, failed: counts.failed + 1 } : counts;
}

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** The last line of every run: `12 passed, 0 failed`, with the skipped ones when there are any. */
export const sumLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
