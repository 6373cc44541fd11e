import type { BoundRow, Breach, Told, ToldAccess } from "../types";
import type { Atlas } from "./atlas";
import { DEVICE_LAG_MS } from "./bounds";
import { shutByHand, takenFromStaff } from "./by-hand";
import { type Excuse, Excuses } from "./excuses";
import { knownAt, turningPoints } from "./rightful";
import { type Cell, reasonsAt } from "./rights";
import { anyHolds, holds, pointsIn, type Stretch } from "./stretch";
import { pauses, type Trouble } from "./troubles";

/** What is to be said about one human and door; ms. */
export interface CellVerdict {
  readonly excused: readonly { readonly row: BoundRow; readonly ms: number }[];
  readonly breaches: readonly Breach[];
}

interface Opened extends Stretch {
  readonly isForeign: boolean;
}

/**
 * Compares what the door did with what is rightful, over the whole span. Wherever the two differ, an excuse is
 * looked for, and holds no longer than its own deadline; what is left is a breach.
 */
export function judgeCell(input: {
  readonly told: Told;
  readonly atlas: Atlas;
  readonly cell: Cell;
  readonly rightful: readonly Stretch[];
  readonly access: ToldAccess | undefined;
  readonly troubles: readonly Trouble[];
  readonly dueMs: (state: number) => number;
  readonly waitMs: (edge: { readonly at: number; readonly opens: boolean }) => number;
}): CellVerdict {
  const { told, atlas, cell, rightful, access, troubles } = input;
  const opened: Opened[] = (access?.intervals ?? []).map(({ from, until, foreign }) => ({
    from: Date.parse(from),
    until: Date.parse(until),
    isForeign: foreign,
  }));
  const excuses = new Excuses(input);
  const lagMs = DEVICE_LAG_MS[cell.door.connection.vendor] ?? 0;
  const byHand = shutByHand(told, cell, troubles).map((each) => ({ ...each, until: each.until + lagMs }));
  const taken = access?.asked === "membership" ? takenFromStaff(told, cell, opened) : [];
  const paused = pauses(told, cell.door.connection.name);
  const isUnbidden = openedWhilePaused(excuses, opened, { paused, lagMs });
  const turns = turningPoints(atlas, cell);
  const points = pointsIn(atlas.span, [
    ...turns,
    ...(lagMs > 0 ? turns.map((at) => at + lagMs) : []),
    ...[...opened, ...byHand, ...taken, ...paused].flatMap(({ from, until }) => [from, until]),
  ]);

  const excused = new Map<BoundRow, number>();
  const excuse = (row: BoundRow, ms: number) => excused.set(row, (excused.get(row) ?? 0) + ms);
  const breaches: (Stretch & { readonly isOpen: boolean })[] = [];

  points.forEach((first, i) => {
    const last = points[i + 1];
    if (last === undefined) return;
    const open = opened.find((each) => holds(each, first));
    const isRightful = anyHolds(rightful, first);
    const isOpen = open !== undefined;
    if (!isOpen && !isRightful && anyHolds(taken, first)) {
      breaches.push({ from: first, until: last, isOpen });
      return;
    }
    if (isOpen === isRightful && !(open && isUnbidden(open, first))) return;
    if (open?.isForeign) {
      excuse("by_hand", last - first);
      return;
    }
    if (isOpen && isRightful) {
      breaches.push({ from: first, until: last, isOpen });
      return;
    }
    if (!isOpen && anyHolds(byHand, first)) {
      excuse("by_hand", last - first);
      return;
    }
    for (let from = first; from < last; ) {
      const found = excuses.find(from, isOpen) ?? learntLate(excuses, { at: from, isOpen, lagMs, turns });
      const until = found === null ? last : Math.min(last, found.until);
      if (found === null) breaches.push({ from, until, isOpen });
      else excuse(found.row, until - from);
      from = until;
    }
  });
  return {
    excused: [...excused].map(([row, ms]) => ({ row, ms })),
    breaches: merged(breaches).map((each) => toBreach(atlas, cell, each)),
  };
}

/**
 * Where doors learn late: whether a door may be as it is because its server was so, rightly or with an excuse, no longer
 * ago than the lag. Nothing is open or shut early by that.
 */
function learntLate(
  excuses: Excuses,
  of: {
    readonly at: number;
    readonly isOpen: boolean;
    readonly lagMs: number;
    readonly turns: readonly number[];
  },
): Excuse | null {
  const { at, isOpen, lagMs, turns } = of;
  if (lagMs === 0) return null;
  const before = excuses.find(at - lagMs, isOpen);
  if (before !== null) return { row: "device", until: before.until + lagMs };
  // Those that the lag still reaches; the newest goes furthest.
  const since = turns.findLast(
    (turn) => turn > at - lagMs && turn < at && excuses.find(turn, isOpen) !== null,
  );
  return since === undefined ? null : { row: "device", until: since + lagMs };
}

/**
 * A pause gives nothing new: what opens during it must have been known when it began. Tells of an opened stretch
 * whether, at an instant in it, it is open for nothing but what came later.
 */
function openedWhilePaused(
  excuses: Excuses,
  opened: readonly Opened[],
  { paused, lagMs }: { readonly paused: readonly Stretch[]; readonly lagMs: number },
) {
  const unbidden = new Map<Opened, Stretch>();
  for (const each of opened) {
    const given = each.from - lagMs;
    const pause = paused.find((stretch) => stretch.from < given && holds(stretch, given));
    if (pause && !each.isForeign && excuses.find(given, true, pause.from) === null) unbidden.set(each, pause);
  }
  return (each: Opened, at: number): boolean => {
    const pause = unbidden.get(each);
    return pause !== undefined && holds(pause, at) && excuses.find(at, true, pause.from) === null;
  };
}

function merged<T extends Stretch & { readonly isOpen: boolean }>(breaches: readonly T[]): T[] {
  const done: T[] = [];
  for (const next of breaches) {
    const last = done.at(-1);
    if (last === undefined || last.until !== next.from || last.isOpen !== next.isOpen) done.push(next);
    else done[done.length - 1] = { ...last, until: next.until };
  }
  return done;
}

const iso = (at: number) => new Date(at).toISOString();

function toBreach(atlas: Atlas, cell: Cell, breach: Stretch & { readonly isOpen: boolean }): Breach {
  const { from, until, isOpen } = breach;
  const { human, door } = cell;
  const reasons = reasonsAt(atlas, cell, from, knownAt(from)).join(" and ");
  const who = `customer ${human.profiles.join(", ")}`;
  const because = !isOpen
    ? reasons === ""
      ? `staff had opened the door for ${who} by hand, and did not shut it at ${iso(from)}`
      : `${reasons} lets ${who} in at ${iso(from)}, and nothing explains why the door stays shut`
    : reasons
      ? `the connection was paused, and only what came after that (${reasons}) would let ${who} in at ${iso(from)}`
      : `nothing lets ${who} in at ${iso(from)}, and nothing explains why the door still opens`;
  return {
    kind: isOpen ? "wrongful" : "lockout",
    human: human.name,
    door: door.name,
    from: iso(from),
    until: iso(until),
    because,
  };
}
