import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly ancestorTitles: readonly string[];
    }[];
  }[];
}

/** The groups of the engine's tests, as rows of the table: how a group's title begins, and what it shows. */
const GROUPS = [
  ["the engine sends what a real server sent", "recorded exchanges replayed"],
  ["live scenarios against a real SDK app", "live scenarios (in the set)"],
  ["live scenarios, signed both ways", "live scenarios, signed"],
  ["options the engine refuses", "declarations refused by name"],
  ["refusal by a running engine", "operations refused by name"],
] as const;

/**
 * Runs the engine's tests and prints what was covered. With `INNGEST_URL` the live scenarios run against
 * that Inngest development server, in real time, instead of the embedded engine; only they run then.
 */
async function main(): Promise<number> {
  const serverUrl = process.env.INNGEST_URL;
  const folder = mkdtempSync(join(tmpdir(), "lintel-engine-report-"));
  const file = join(folder, "report.json");
  const only = serverUrl ? ["inngest/embedded/live.engine.test.ts"] : [];
  const code = await run([
    "vitest",
    "run",
    "--project",
    "engine",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...only,
  ]);
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    printTable(report, serverUrl ?? "the embedded engine");
  } catch {
    console.error("The tests left no report.");
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return code;
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    spawn("npx", args, { stdio: "inherit" }).once("close", (code) => resolve(code ?? 1));
  });
}

function printTable(report: Report, against: string): void {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const rows = GROUPS.map(([begins, label]): { label: string; tests: typeof tests } => ({
    label,
    tests: tests.filter((t) => t.ancestorTitles.some((title) => title.startsWith(begins))),
  }));
  const grouped = new Set(rows.flatMap((row) => row.tests));
  rows.push({ label: "clock, order, server, process", tests: tests.filter((t) => !grouped.has(t)) });
  console.log(`\nInngest scenarios against ${against}\n`);
  console.log(`${"".padEnd(36)}${"passed".padStart(8)}${"failed".padStart(8)}`);
  for (const row of rows.filter((r) => r.tests.length > 0)) {
    const passed = row.tests.filter((t) => t.status === "passed").length;
    const failed = row.tests.filter((t) => t.status === "failed").map((t) => t.title);
    console.log(
      `${row.label.padEnd(36)}${String(passed).padStart(8)}${String(failed.length).padStart(8)}${failed.length > 0 ? `  ${failed.join(", ")}` : ""}`,
    );
  }
}

process.exit(await main());
