import { isTimed } from "./timing";
import type { LedgerGrant, ObservedGrant, PlanningCapabilities, Window } from "./types";

/**
 * The earliest instant strictly after `now` at which the same facts would give another plan: a desired window
 * starts or ends, a ledger row or a stray object of ours reaches its end, or a window comes within the
 * push-ahead (`from - pushAheadMs`, timed grants only). Null when time alone changes nothing any more.
 */
export function nextEdge(input: {
  readonly now: Date;
  readonly windows: Iterable<Window>;
  readonly rows: Iterable<LedgerGrant>;
  readonly observed: Iterable<ObservedGrant>;
  readonly capabilities: PlanningCapabilities;
}): Date | null {
  const nowMs = input.now.getTime();
  const { pushAheadMs } = input.capabilities;
  let earliest = Number.POSITIVE_INFINITY;
  const consider = (ms: number) => {
    if (ms > nowMs && ms < earliest) earliest = ms;
  };
  const considerWindow = ({ from, until }: Window) => {
    consider(from.getTime());
    if (until !== null) consider(until.getTime());
  };
  for (const window of input.windows) {
    considerWindow(window);
    if (isTimed(window, input.capabilities)) consider(window.from.getTime() - pushAheadMs);
  }
  for (const row of input.rows) considerWindow(row.window);
  for (const object of input.observed) {
    if (object.ownership === "ours" && object.window?.until) consider(object.window.until.getTime());
  }
  return Number.isFinite(earliest) ? new Date(earliest) : null;
}
