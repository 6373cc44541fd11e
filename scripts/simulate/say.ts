import { addReports, emptyReport } from "../../e2e/simulation/report";
import { isWrong, type Outcome } from "../../e2e/simulation/run-set";
import type { Report } from "../../e2e/simulation/types";
import type { Done } from "./run-tasks";
import { nameOf, type Task } from "./task";

type Say = (line: string) => void;

const faultsIn = (report: Report) => Object.values(report.faultsByKind).reduce((sum, one) => sum + one, 0);
const excusedIn = (report: Report) =>
  Object.values(report.excusedSecondsByRow).reduce((sum, one) => sum + one, 0);

const SHOWN = 5;

/** One line about one play, and below it what is wrong with it. */
export function sayOutcome(task: Task, outcome: Outcome, say: Say): void {
  const { report, broken, breaches } = outcome;
  say(
    [
      isWrong(outcome) ? "WRONG" : "right",
      nameOf(task),
      `${report.edges} edges`,
      `${faultsIn(report)} faults`,
      `${Math.round(excusedIn(report))} s excused`,
      `${report.wrongfulSeconds} s wrongful`,
      `${report.lockoutSeconds} s lockout`,
      ...(broken.length > 0 ? [`${broken.length} broken at rest`] : []),
    ].join(", "),
  );
  for (const { kind, human, door, from, until, because } of breaches.slice(0, SHOWN))
    say(`  ${kind}: ${human} at ${door}, ${from} to ${until}: ${because}`);
  for (const text of broken.slice(0, SHOWN)) say(`  broken at rest: ${text}`);
}

/** Totals for people, or the report as one JSON value. True = nothing is wrong. */
export function sayTotals(
  done: readonly Done[],
  how: { readonly say: Say; readonly json: boolean; readonly ms: number },
): boolean {
  const report = done.map((each) => each.outcome.report).reduce(addReports, emptyReport());
  const isRight = !done.some((each) => isWrong(each.outcome));
  const faulty = done.reduce((sum, each) => sum + each.outcome.faultySeconds, 0);
  if (how.json) {
    how.say(JSON.stringify({ ...report, faultySeconds: faulty }));
    return isRight;
  }
  how.say("");
  how.say(`${done.length} plays, ${report.tenantDays} days of a space, ${report.members} members`);
  how.say(`${report.edges} edges, ${faultsIn(report)} faults that hit, ${report.operations} operations`);
  for (const [kind, count] of Object.entries(report.faultsByKind).sort())
    how.say(`${String(count).padStart(8)}  ${kind}`);
  how.say(`${report.askedSeconds} s asked, ${percent(faulty, report.askedSeconds)} of them near a fault`);
  for (const [row, seconds] of Object.entries(report.excusedSecondsByRow))
    if (seconds > 0) how.say(`${seconds.toFixed(1).padStart(12)} s excused by ${row}`);
  for (const [system, calls] of Object.entries(report.apiCallsBySystem).sort())
    how.say(`${String(calls).padStart(8)}  calls of ${system}`);
  how.say(
    `${report.wrongfulSeconds} s wrongful, ${report.lockoutSeconds} s lockout, ${report.heldSeconds} s held`,
  );
  how.say(`${Math.round(how.ms / 1000)} s`);
  return isRight;
}

const percent = (part: number, whole: number) => `${whole === 0 ? 0 : ((100 * part) / whole).toFixed(1)} %`;
