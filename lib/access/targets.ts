import { sortedSources } from "./keys";
import { isTimed } from "./timing";
import type { Because, PlanningCapabilities, Source, Window } from "./types";
import { compareWindows, contains, endMs, isEmpty, isOver } from "./windows";

/** One period that should be held for one person and group, and the records it rests on (sorted). */
export interface Target {
  readonly window: Window;
  readonly sources: readonly Source[];
}

/** A target the vendor may hold now. `isDue`: it must; else it is only left alone, or moved to, if it is there. */
export interface Candidate extends Target {
  readonly isDue: boolean;
}

/** Joins targets that touch or overlap, with the sources of all their parts. Sorted; empty ones dropped. */
export function mergeTargets(targets: readonly Target[]): Target[] {
  const merged: { window: Window; sources: Source[] }[] = [];
  const sorted = targets
    .filter((target) => !isEmpty(target.window))
    .sort((a, b) => compareWindows(a.window, b.window));
  for (const { window, sources } of sorted) {
    const last = merged.at(-1);
    if (last === undefined || window.from.getTime() > endMs(last.window)) {
      merged.push({ window, sources: [...sources] });
      continue;
    }
    if (endMs(window) > endMs(last.window)) last.window = { from: last.window.from, until: window.until };
    for (const source of sources) last.sources.push(source);
  }
  return merged.map(({ window, sources }) => ({ window, sources: sortedSources(sources) }));
}

/** The desired windows that are not over, each with the sources of the shares that lie in it. */
export function targetsOf(windows: readonly Window[], because: readonly Because[], now: Date): Target[] {
  const targets = mergeTargets(windows.map((window) => ({ window, sources: [] })));
  const sources: Source[][] = targets.map(() => []);
  const shares = [...because].sort((a, b) => compareWindows(a.window, b.window));
  let index = 0;
  for (const share of shares) {
    const start = share.window.from.getTime();
    for (let end = targets[index]; end !== undefined && endMs(end.window) <= start; end = targets[index])
      index += 1;
    const target = targets[index];
    if (target !== undefined && target.window.from.getTime() <= start) sources[index]?.push(share.source);
  }
  return targets
    .map(({ window }, i) => ({ window, sources: sortedSources(sources[i] ?? []) }))
    .filter(({ window }) => !isOver(window, now));
}

/**
 * Which targets the vendor may hold at `now`.
 *
 * - timed, many: all; due are those that run or start within the push-ahead.
 * - timed, one per group: the current-or-next only; a window is never stretched over a gap to hold two.
 * - not timed: the one that contains `now`, because an object without a window is always in force. So too a target
 *   without an end, where the vendor keeps only windows that have one.
 */
export function candidatesOf(
  targets: readonly Target[],
  now: Date,
  capabilities: PlanningCapabilities,
): Candidate[] {
  const { timedGrants, grantsPerGroup, pushAheadMs } = capabilities;
  const held = targets.filter(({ window }) =>
    isTimed(window, capabilities) ? !isOver(window, now) : contains(window, now),
  );
  return (timedGrants && grantsPerGroup === "one" ? held.slice(0, 1) : held).map((target) => ({
    ...target,
    isDue:
      !isTimed(target.window, capabilities) || target.window.from.getTime() <= now.getTime() + pushAheadMs,
  }));
}
