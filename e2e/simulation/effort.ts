import type { Report } from "./types";

/** Several times what plays take. */
const EACH_MEMBER = 8;
const EACH_EDGE = 6;
const EACH_FAULT = 150;

/**
 * Whether a play asked vendors for more than what happened in it explains: Lintel answering itself costs calls, and
 * nobody a second at a door. In sentences; empty = it did not.
 */
export function needlessEffort(report: Report): string[] {
  const faults = Object.values(report.faultsByKind).reduce((sum, count) => sum + count, 0);
  const most = EACH_MEMBER * report.members + EACH_EDGE * report.edges + EACH_FAULT * faults;
  return report.operations > most
    ? [`${report.operations} operations, where what happened explains ${most} at most`]
    : [];
}
