import { sourceKey } from "./keys";
import { isEqualObject, type LiveRow } from "./locate-rows";
import type { Candidate } from "./targets";
import type { ObservedGrant, PlanningCapabilities } from "./types";
import { endMs, sameWindow, sharedMs } from "./windows";

/** What stands for a candidate: one of our rows, or an own object the ledger had lost. */
export type Holder =
  | { readonly kind: "row"; readonly live: LiveRow }
  | { readonly kind: "stray"; readonly object: ObservedGrant };

export interface Matched {
  /** By index into the candidates. */
  readonly holders: ReadonlyMap<number, Holder>;
  readonly surplusRows: readonly LiveRow[];
  readonly surplusStrays: readonly ObservedGrant[];
}

/**
 * Decides which object stands for which candidate, so that a moved, extended or shortened booking is one
 * write: equal windows first, then a shared source (the longest common time wins), then any common time.
 * Where only one object can exist (untimed, or one per group), any row left serves a due candidate.
 *
 * Candidates are sorted and disjoint; rows are sorted. Deterministic.
 */
export function matchRows(input: {
  readonly live: readonly LiveRow[];
  readonly strays: readonly ObservedGrant[];
  readonly candidates: readonly Candidate[];
  readonly capabilities: PlanningCapabilities;
}): Matched {
  const { live, strays, candidates } = input;
  const { timedGrants, grantsPerGroup } = input.capabilities;
  const holders = new Map<number, Holder>();
  let rows = [...live];
  let objects = [...strays];

  const assignRows = (choose: (row: LiveRow) => number | undefined) => {
    rows = rows.filter((row) => {
      const index = choose(row);
      if (index === undefined || holders.has(index)) return true;
      holders.set(index, { kind: "row", live: row });
      return false;
    });
  };
  const assignStrays = () => {
    objects = objects.filter((object) => {
      const index = candidates.findIndex(
        ({ window }, i) => !holders.has(i) && isEqualObject(object, window, input.capabilities),
      );
      if (index < 0) return true;
      holders.set(index, { kind: "stray", object });
      return false;
    });
  };

  const byStart = new Map(candidates.map(({ window }, index) => [window.from.getTime(), index]));
  assignRows(({ row }) => {
    const index = byStart.get(row.window.from.getTime());
    const candidate = index === undefined ? undefined : candidates[index];
    return candidate !== undefined && sameWindow(candidate.window, row.window) ? index : undefined;
  });
  if (timedGrants) assignStrays();
  // Nearly always everything is matched by now.
  if (rows.length === 0 && objects.length === 0)
    return { holders, surplusRows: rows, surplusStrays: objects };

  const bySource = new Map<string, number[]>();
  candidates.forEach(({ sources }, index) => {
    if (holders.has(index)) return;
    for (const source of sources) {
      const key = sourceKey(source);
      const indexes = bySource.get(key);
      if (indexes === undefined) bySource.set(key, [index]);
      else indexes.push(index);
    }
  });
  assignRows((row) => longestShared(row, bySource, candidates, holders));
  assignRows(({ row }) => {
    for (let i = firstEndingAfter(candidates, row.window.from.getTime()); i < candidates.length; i += 1) {
      const candidate = candidates[i];
      if (candidate === undefined || sharedMs(candidate.window, row.window) === 0) return undefined;
      if (!holders.has(i)) return i;
    }
    return undefined;
  });
  if (!timedGrants || grantsPerGroup === "one") {
    assignRows(() => {
      const index = candidates.findIndex(({ isDue }, i) => isDue && !holders.has(i));
      return index < 0 ? undefined : index;
    });
  }
  if (!timedGrants) assignStrays();
  return { holders, surplusRows: rows, surplusStrays: objects };
}

function longestShared(
  { row }: LiveRow,
  bySource: ReadonlyMap<string, readonly number[]>,
  candidates: readonly Candidate[],
  taken: ReadonlyMap<number, Holder>,
): number | undefined {
  let best: { index: number; shared: number } | undefined;
  for (const source of row.sources) {
    for (const index of bySource.get(sourceKey(source)) ?? []) {
      const candidate = candidates[index];
      if (candidate === undefined || taken.has(index)) continue;
      const shared = sharedMs(candidate.window, row.window);
      const isBetter =
        best === undefined || shared > best.shared || (shared === best.shared && index < best.index);
      if (isBetter) best = { index, shared };
    }
  }
  return best?.index;
}

/** Binary search: ends rise, because candidates are sorted and disjoint. */
function firstEndingAfter(candidates: readonly Candidate[], ms: number): number {
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = candidates[middle];
    if (candidate !== undefined && endMs(candidate.window) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
