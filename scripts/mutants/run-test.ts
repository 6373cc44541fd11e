import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kind } from "./mutant";
import { type PlaywrightReport, playwrightRun } from "./playwright-run";
import { type Ended, runNode } from "./processes";
import { scriptsIn, simulateRun } from "./simulate-run";
import { firstLine, type RunReport } from "./verdict";
import { REPORT_FILE_VARIABLE, type VitestReport } from "./vitest-reporter";

export interface TestRun {
  readonly dir: string;
  readonly project: string;
  readonly kind: Kind;
  readonly file: string;
  /** Full titles, as in the headers; null = every test of the file. */
  readonly titles: readonly string[] | null;
}

const VITEST = "node_modules/vitest/vitest.mjs";
const REPORTER = fileURLToPath(new URL("./vitest-reporter.ts", import.meta.url));
const PLAYWRIGHT = "node_modules/@playwright/test/cli.js";

/** Runs the named tests of one file in a copy. Never rejects for what a test does. */
export async function runTests(run: TestRun): Promise<RunReport> {
  if (!existsSync(join(run.dir, run.file))) return nothingRan(`there is no file ${run.file}`);
  if (run.kind.tool === "simulate") return simulate(run);
  const folder = mkdtempSync(join(tmpdir(), "lintel-mutants-report-"));
  const report = join(folder, "report.json");
  try {
    const ended = await (run.kind.tool === "vitest" ? vitest(run, report) : playwright(run, report));
    if (ended.code === null) return nothingRan(`was not over after ${run.kind.timeoutMs / 60_000} minutes`);
    if (!existsSync(report)) return nothingRan(`left no report: ${lastWords(ended)}`);
    const parsed: unknown = JSON.parse(readFileSync(report, "utf8"));
    return run.kind.tool === "vitest"
      ? vitestRun(parsed as VitestReport)
      : playwrightRun(parsed as PlaywrightReport);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A pattern that these titles match and, within a file, as good as no other. The report is read exactly. */
export function titlePattern(titles: readonly string[], separator: string): string {
  const escaped = (text: string) => text.replace(/[.*+?^$()[\]{}|\\/]/g, "\\$&");
  // Tools join the titles by a blank. A title may also hold the separator itself.
  const patterns = titles.map((title) => title.split(separator).map(escaped).join(`(?: |${separator})`));
  return `(?:${patterns.join("|")})$`;
}

function vitest({ dir, project, kind, file, titles }: TestRun, report: string): Promise<Ended> {
  return runNode({
    args: [
      VITEST,
      "run",
      "--project",
      project,
      file,
      ...(titles === null ? [] : ["--testNamePattern", titlePattern(titles, " > ")]),
      `--reporter=${REPORTER}`,
      // The cache lies with the packages, which all copies share; one that is just being written ends a run.
      "--no-cache",
    ],
    cwd: dir,
    env: { ...NO_OUTER_RUN, [REPORT_FILE_VARIABLE]: report },
    timeoutMs: kind.timeoutMs,
  });
}

function playwright({ dir, kind, file, titles }: TestRun, report: string): Promise<Ended> {
  return runNode({
    args: [
      PLAYWRIGHT,
      "test",
      file,
      ...(titles === null ? [] : ["--grep", titlePattern(titles, " › ")]),
      "--reporter=json",
      "--retries=0",
    ],
    cwd: dir,
    env: { ...NO_OUTER_RUN, PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeoutMs: kind.timeoutMs,
  });
}

/** Plays the list of scripts that each title is. The first run with something to say ends a list. */
async function simulate({ dir, kind, file, titles }: TestRun): Promise<RunReport> {
  const [test, ...others] = titles ?? [];
  if (test === undefined || others.length > 0) return nothingRan("one list of scripts at a time");
  const runs: Ended[] = [];
  for (const script of scriptsIn(test) ?? []) {
    const args = ["--import", "tsx", file, ...script, "--json"];
    runs.push(await runNode({ args, cwd: dir, env: NO_OUTER_RUN, timeoutMs: kind.timeoutMs }));
    const soFar = simulateRun(test, runs, kind.timeoutMs);
    if (soFar.tests.get(test)?.state !== "passed") return soFar;
  }
  return simulateRun(test, runs, kind.timeoutMs);
}

/** When this is itself run by vitest, that run's marks must not reach the inner one. */
const NO_OUTER_RUN: Readonly<Record<string, string | undefined>> = {
  NODE_ENV: undefined,
  VITEST: undefined,
  VITEST_MODE: undefined,
  VITEST_POOL_ID: undefined,
  VITEST_WORKER_ID: undefined,
  FORCE_COLOR: "0",
  NEXT_TELEMETRY_DISABLED: "1",
};

function vitestRun({ tests, outside }: VitestReport): RunReport {
  return { tests: new Map(tests), trouble: firstLine(outside[0]?.message) || null };
}

function nothingRan(trouble: string): RunReport {
  return { tests: new Map(), trouble };
}

function lastWords({ output }: Ended): string {
  return firstLine(output.trim().split("\n").at(-1)) || "it printed nothing";
}
