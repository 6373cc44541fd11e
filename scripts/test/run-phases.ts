import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Counts, sum, sumLine } from "./counts";
import { runTier, stopTiers, type TierResult } from "./run-tier";
import { type Phase, REPORTS } from "./tiers";

const TAIL = 200;

function tell(result: TierResult, say: (line: string) => void): void {
  const { passed, failed, skipped } = result.counts;
  const skippedWords = skipped > 0 ? `, ${skipped} skipped` : "";
  const verdict = failed === 0 ? "ok    " : "FAILED";
  say(
    `${verdict} ${result.name.padEnd(12)} ${result.seconds.toFixed(1).padStart(7)} s  ${passed} passed, ${failed} failed${skippedWords}`,
  );
  if (failed === 0) return;
  const lines = result.output.trimEnd().split("\n");
  if (lines.length > TAIL) say(`       (the last ${TAIL} of ${lines.length} lines)`);
  for (const line of lines.slice(-TAIL)) say(`       ${line}`);
}

/**
 * Runs every phase; a tier that fails stops none of the others. Prints a line a tier, the output of failed
 * ones, and the sum last. Returns the exit code.
 */
export async function runPhases(input: {
  readonly root: string;
  readonly phases: readonly Phase[];
  readonly say: (line: string) => void;
}): Promise<number> {
  const results: TierResult[] = [];
  for (const phase of input.phases)
    await Promise.all(
      phase.map(async (lane) => {
        for (const tier of lane) {
          const result = await runTier(input.root, tier);
          results.push(result);
          tell(result, input.say);
        }
      }),
    );
  const total: Counts = sum(results.map((result) => result.counts));
  const tiers = results.map(({ name, counts, seconds }) => ({ name, ...counts, seconds }));
  mkdirSync(join(input.root, REPORTS), { recursive: true });
  writeFileSync(
    join(input.root, REPORTS, "summary.json"),
    `${JSON.stringify({ ...total, tiers }, null, 2)}\n`,
  );
  input.say(sumLine(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** The whole of a command: runs the phases, ends them on a signal, exits with their code. */
export async function main(root: string, phases: readonly Phase[]): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      stopTiers();
      process.exit(1);
    });
  process.exitCode = await runPhases({ root, phases, say: (line) => void process.stdout.write(`${line}\n`) });
}
