import { compareText } from "./keys";
import { isTimed } from "./timing";
import type { LedgerChange, LedgerGrant, ObservedGrant, PlanningCapabilities, Window } from "./types";
import { compareWindows, endMs, sameWindow } from "./windows";

/** A ledger row whose object is at the vendor: seen there, or (`seen: null`) trusted to be. */
export interface LiveRow {
  readonly row: LedgerGrant;
  readonly vendorGrantId: string;
  readonly seen: ObservedGrant | null;
}

/** A ledger row without an object to act on. `mayExist`: an unfinished attempt that the read may have missed. */
export interface GhostRow {
  readonly row: LedgerGrant;
  readonly mayExist: boolean;
}

export interface Located {
  readonly live: readonly LiveRow[];
  readonly ghosts: readonly GhostRow[];
  /** Objects that carry our mark and that no ledger row stands for. */
  readonly strays: readonly ObservedGrant[];
  readonly foreign: readonly ObservedGrant[];
  readonly changes: readonly LedgerChange[];
}

/**
 * Finds each ledger row of one person and group at the vendor.
 *
 * | ledger row         | vendor shows                  | read       | result                       |
 * |--------------------|-------------------------------|------------|------------------------------|
 * | with object id     | that object, ours             | any        | live                         |
 * | with object id     | that object, not ours         | any        | ghost: it is not ours to use |
 * | with object id     | nothing                       | complete   | ghost: lost                  |
 * | present, object id | nothing                       | incomplete | live, trusted                |
 * | without object id  | an unclaimed own object equal | any        | live, claimed                |
 * | without object id  | nothing equal                 | complete   | ghost: never came to be      |
 * | without object id  | nothing equal                 | incomplete | ghost that may exist         |
 * | second of one id   | anything                      | any        | forgotten: one object, one row |
 *
 * An object that an admin let Lintel adopt must be observed as "ours": this function goes by what it is shown.
 */
export function locateRows(input: {
  readonly rows: readonly LedgerGrant[];
  readonly observed: readonly ObservedGrant[];
  readonly isComplete: boolean;
  readonly capabilities: PlanningCapabilities;
}): Located {
  const { isComplete, capabilities } = input;
  const rows = [...input.rows].sort((a, b) => compareWindows(a.window, b.window) || compareText(a.id, b.id));
  const observed = [...input.observed].sort(compareObserved);
  const foreign = observed.filter((object) => object.ownership === "foreign");
  const foreignIds = new Set(foreign.map((object) => object.vendorGrantId));
  const unclaimed = new Map<string, ObservedGrant>();
  for (const object of observed) {
    if (object.ownership === "ours" && !foreignIds.has(object.vendorGrantId)) {
      unclaimed.set(object.vendorGrantId, object);
    }
  }

  const live: LiveRow[] = [];
  const ghosts: GhostRow[] = [];
  const changes: LedgerChange[] = [];
  const usedIds = new Set<string>();
  const unfinished: LedgerGrant[] = [];

  for (const row of rows) {
    const id = row.vendorGrantId;
    if (id === null) {
      unfinished.push(row);
      continue;
    }
    const seen = unclaimed.get(id) ?? null;
    if (usedIds.has(id)) changes.push({ kind: "forget", ledgerId: row.id });
    else if (seen !== null || (!isComplete && !foreignIds.has(id) && row.state === "present")) {
      live.push({ row, vendorGrantId: id, seen });
      usedIds.add(id);
      unclaimed.delete(id);
    } else ghosts.push({ row, mayExist: !isComplete && !foreignIds.has(id) });
  }

  const byWindow = new Map<string, ObservedGrant[]>();
  for (const object of unclaimed.values()) {
    const text = windowText(object.window);
    const equals = byWindow.get(text);
    if (equals === undefined) byWindow.set(text, [object]);
    else equals.push(object);
  }
  for (const row of unfinished) {
    const equal =
      byWindow.get(windowText(row.window))?.shift() ??
      (isTimed(row.window, capabilities) ? undefined : byWindow.get(windowText(null))?.shift());
    if (equal === undefined) {
      ghosts.push({ row, mayExist: !isComplete });
      continue;
    }
    unclaimed.delete(equal.vendorGrantId);
    live.push({ row, vendorGrantId: equal.vendorGrantId, seen: equal });
    changes.push({ kind: "claim", ledgerId: row.id, vendorGrantId: equal.vendorGrantId });
  }
  live.sort((a, b) => compareWindows(a.row.window, b.row.window) || compareText(a.row.id, b.row.id));
  return { live, ghosts, strays: [...unclaimed.values()], foreign, changes };
}

/** Whether the object is what a grant of `window` makes: where that is not timed, one without a window too. */
export function isEqualObject(
  object: ObservedGrant,
  window: Window,
  capabilities: PlanningCapabilities,
): boolean {
  if (object.window === null) return !isTimed(window, capabilities);
  return sameWindow(object.window, window);
}

function windowText(window: Window | null): string {
  return window === null ? "none" : `${window.from.getTime()}/${endMs(window)}`;
}

function compareObserved(a: ObservedGrant, b: ObservedGrant): number {
  if (a.window !== null && b.window !== null) {
    const byWindow = compareWindows(a.window, b.window);
    if (byWindow !== 0) return byWindow;
  } else if (a.window !== b.window) return a.window === null ? -1 : 1;
  return compareText(a.vendorGrantId, b.vendorGrantId);
}
