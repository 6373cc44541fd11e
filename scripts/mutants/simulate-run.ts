import type { Ended } from "./processes";
import { firstLine, type RunReport, type TestResult } from "./verdict";

const NAMED = /^named:([a-z0-9-]+)$/;
const SEED = /^seed:(\d+)x(\d+)$/;

/**
 * A list such as `named:back-to-back named:archived seed:7x2` as the arguments of each run it asks for: the named
 * worlds together, each seed by itself for its days. Null = it is no such list.
 */
export function scriptsIn(test: string): readonly (readonly string[])[] | null {
  const words = test.split(/\s+/).filter(Boolean);
  const named = words.flatMap((word) => NAMED.exec(word)?.[1] ?? []);
  const seeds = words.flatMap((word) => {
    const [, seed, days] = SEED.exec(word) ?? [];
    return seed === undefined || days === undefined ? [] : [["--seeds", `${seed}..${seed}`, "--days", days]];
  });
  if (words.length === 0 || named.length + seeds.length !== words.length) return null;
  return named.length === 0 ? seeds : [["--named", named.join(",")], ...seeds];
}

/** What is used of the report of a simulation. */
interface Report {
  readonly askedSeconds: number;
  readonly wrongfulSeconds: number;
  readonly lockoutSeconds: number;
}

/**
 * What one run of the simulation says, as a test by the name of its list. Only a report that tells of wrongful
 * seconds, of lockout, or (by the exit code) of an invariant that does not hold is an answer; anything else, such
 * as a run that died, is trouble and no proof.
 */
export function simulateRun(test: string, runs: readonly Ended[], timeoutMs: number): RunReport {
  const results = runs.map((ended) => resultOf(ended, timeoutMs));
  const failed = results.find((each) => typeof each !== "string" && each.state === "failed");
  const trouble = results.find((each) => typeof each === "string");
  // What one run has shown stands, whatever became of the others.
  const result = failed ?? trouble ?? results.at(-1);
  if (result === undefined || typeof result === "string")
    return { tests: new Map(), trouble: result ?? "nothing was played" };
  return { tests: new Map([[test, result]]), trouble: null };
}

function resultOf(ended: Ended, timeoutMs: number): TestResult | string {
  if (ended.code === null) return `was not over after ${timeoutMs / 60_000} minutes`;
  const report = reportIn(ended.output);
  if (report === null || report.askedSeconds <= 0)
    return `left no report: ${firstLine(ended.output.trim().split("\n").at(-1)) || "it printed nothing"}`;
  const { wrongfulSeconds, lockoutSeconds } = report;
  const seconds = `${wrongfulSeconds} s wrongful, ${lockoutSeconds} s lockout`;
  if (wrongfulSeconds > 0 || lockoutSeconds > 0) return failure(seconds);
  return ended.code === 0
    ? { state: "passed", errors: [] }
    : failure(`${seconds}, but an invariant is broken`);
}

const failure = (message: string): TestResult => ({
  state: "failed",
  errors: [{ names: ["AssertionError"], message }],
});

/** The one JSON value among what was printed, wherever other lines got in between. */
function reportIn(output: string): Report | null {
  const until = output.lastIndexOf("}") + 1;
  for (const { index } of output.matchAll(/^\{/gm)) {
    try {
      const value: unknown = JSON.parse(output.slice(index, until));
      if (isReport(value)) return value;
    } catch {
      // A line that only begins like it.
    }
  }
  return null;
}

const isReport = (value: unknown): value is Report =>
  typeof value === "object" &&
  value !== null &&
  ["askedSeconds", "wrongfulSeconds", "lockoutSeconds"].every(
    (key) => typeof (value as Readonly<Record<string, unknown>>)[key] === "number",
  );
