import type { CloneSource } from "@/db/test-server";
import { needlessEffort } from "./effort";
import { judge } from "./oracle";
import { play } from "./play";
import { addReports, emptyReport, reportOf } from "./report";
import type { Breach, Report, Script } from "./types";

/** What is wrong with one play: stretches nothing excuses, and what does not hold once all is quiet. */
export interface Outcome {
  readonly report: Report;
  readonly breaches: readonly Breach[];
  readonly broken: readonly string[];
  /** Of the asked seconds those inside the reach of some fault. */
  readonly faultySeconds: number;
}

/** Plays scripts as spaces of one Lintel and judges each. */
export async function playAndJudge(
  scripts: readonly Script[],
  source: CloneSource,
  options: Parameters<typeof play>[2] = {},
): Promise<Outcome> {
  const { told, counts, broken } = await play(scripts, source, options);
  const none = { operations: 0, apiCallsBySystem: {} };
  let outcome: Outcome = { report: emptyReport(), breaches: [], broken, faultySeconds: 0 };
  for (const [index, each] of told.entries()) {
    const verdict = judge(each);
    // What a play cost belongs to all its spaces together: it is counted with the first.
    const report = reportOf(each, verdict, index === 0 ? counts : none);
    outcome = {
      report: addReports(outcome.report, report),
      breaches: [...outcome.breaches, ...verdict.breaches],
      broken,
      faultySeconds: outcome.faultySeconds + verdict.faultySeconds,
    };
  }
  return { ...outcome, broken: [...broken, ...needlessEffort(outcome.report)] };
}

export const isWrong = ({ report, broken }: Pick<Outcome, "report" | "broken">): boolean =>
  report.wrongfulSeconds > 0 || report.lockoutSeconds > 0 || broken.length > 0;

/** Plays scripts one after the other, each in a Lintel of its own; for tests. */
export async function runSet(
  scripts: readonly Script[],
  source: CloneSource,
): Promise<Report & Pick<Outcome, "breaches" | "broken">> {
  let report = emptyReport();
  const breaches: Breach[] = [];
  const broken: string[] = [];
  for (const script of scripts) {
    const outcome = await playAndJudge([script], source);
    report = addReports(report, outcome.report);
    breaches.push(...outcome.breaches);
    broken.push(...outcome.broken.map((text) => `${script.name}: ${text}`));
  }
  return { ...report, breaches, broken };
}
