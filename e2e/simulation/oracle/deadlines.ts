import type { BoundRow } from "../types";
import {
  BY_HAND_MS,
  CHANGE_MS,
  EDGE_MS,
  INTRODUCED_MS,
  SWEEP_MS,
  TIMERS_AHEAD_MS,
  UNHEARD_MS,
} from "./bounds";
import type { Change } from "./history";
import type { Stretch } from "./stretch";
import type { Trouble } from "./troubles";

/** Until when a door may still be as it was before, and by which row of the table. */
export interface Deadline {
  /** ms; Infinity = nobody has to act. */
  readonly at: number;
  readonly row: BoundRow;
}

interface Waiting {
  readonly from: number;
  readonly base: Deadline;
  readonly troubles: readonly Trouble[];
  /** What only a full check finds is found by the next whole one after a trouble that spoils it. */
  readonly fullCheck: { readonly ms: number; readonly spoiltBy: readonly BoundRow[] } | null;
}

/**
 * The latest of all deadlines that hold: each trouble met on the way moves it to that trouble's end and the time
 * allowed after it, where it may meet the next one. Ends, since every trouble moves it at most once.
 */
function latest({ from, base, troubles, fullCheck }: Waiting): Deadline {
  let deadline = base;
  let left = troubles.filter((each) => each.reachesUntil > from);
  for (;;) {
    const met = left.filter((each) => each.from < deadline.at);
    if (met.length === 0) return deadline;
    left = left.filter((each) => !met.includes(each));
    for (const trouble of met) {
      const isSpoilt = fullCheck?.spoiltBy.includes(trouble.row) === true;
      const at = Math.max(trouble.reachesUntil, isSpoilt ? trouble.until + fullCheck.ms : 0);
      if (at > deadline.at) deadline = { at, row: trouble.row };
    }
  }
}

const LOOKING_AT_ALL = { ms: CHANGE_MS.unseen.ms, spoiltBy: ["nexudus", "process", "paused"] } as const;
const COMPARING_ALL = {
  ms: BY_HAND_MS,
  spoiltBy: ["nexudus", "vendor", "reconnection", "process", "paused"],
} as const;

const bearsOnNews = ({ on }: Trouble) =>
  on === "news" || on === "doors" || on === "everything" || on === "pause";
const bearsOnEdges = ({ on }: Trouble) => on === "doors" || on === "everything";

/** By when a change of the facts or of the mapping has to show at the doors of a connection. */
export function changeDeadline(
  change: Pick<Change<unknown>, "at" | "road">,
  input: {
    readonly troubles: readonly Trouble[];
    /** How long what is due takes, ms: of a change in the console all of it, else what is due before it. */
    readonly dueMs: number;
    /** Whether it takes something away: only that waits for the admin when a budget is latched. */
    readonly isWithdrawal: boolean;
  },
): Deadline {
  const { at, road } = change;
  const { troubles, dueMs, isWithdrawal } = input;
  const { ms, row } = CHANGE_MS[road];
  let base: Deadline = { at: at + ms + dueMs, row };
  const isUnheard =
    road === "webhook" && troubles.some((each) => each.on === "push" && each.from <= at && at <= each.until);
  if (isUnheard) base = { at: at + UNHEARD_MS, row: "no_webhook" };
  const news = troubles.filter(
    (each) =>
      (bearsOnNews(each) && (road !== "console" || each.on !== "news")) ||
      (each.on === "beginnings" && !isWithdrawal) ||
      // It waits with the rest only when it is part of what was withdrawn.
      (isWithdrawal && each.on === "withdrawals" && each.from <= at && at <= each.until),
  );
  return latest({ from: at, base, troubles: news, fullCheck: road === "unseen" ? LOOKING_AT_ALL : null });
}

/**
 * By when an edge that the clock brings has to show. `settledAt` = since when what it comes from had to be known:
 * where the vendor keeps windows itself, what came upon Lintel later moves nothing.
 */
export function edgeDeadline(
  edge: {
    readonly at: number;
    readonly opens: boolean;
    readonly settledAt: number;
    /** Since when it is so: a timer set after the engine was lost is not lost with it. */
    readonly madeAt: number;
    /** How long what is due before it takes at the vendor's pace, ms. */
    readonly waitMs: number;
  },
  input: { readonly troubles: readonly Trouble[]; readonly vendorWindows: boolean },
): Deadline {
  const { at, opens, settledAt, madeAt } = edge;
  // Windows that the vendor has already ask nothing of it.
  const waitMs = input.vendorWindows && settledAt <= at ? 0 : edge.waitMs;
  const isPushed = (trouble: Stretch) => input.vendorWindows && settledAt <= trouble.from;
  // A pause lets what is known end, and gives nothing new.
  const met = input.troubles.filter(
    (each) =>
      (bearsOnEdges(each) || (opens && (each.on === "pause" || each.on === "beginnings"))) && !isPushed(each),
  );
  // A process that ends may take the engine with it.
  const isTimerLost = met.some(
    ({ kind, until }) =>
      (kind === "runs_lost" || kind === "process_crashed") &&
      madeAt <= until &&
      until <= at &&
      at - TIMERS_AHEAD_MS < until,
  );
  const base: Deadline = isTimerLost
    ? { at: at + SWEEP_MS + waitMs, row: "process" }
    : { at: at + EDGE_MS + waitMs, row: waitMs > 0 ? "pace" : "known_ahead" };
  return latest({ from: at, base, troubles: met, fullCheck: null });
}

/** By when a full check has put back what staff took away. */
export function putBackDeadline(at: number, troubles: readonly Trouble[]): Deadline {
  const met = troubles.filter(bearsOnNews);
  return latest({
    from: at,
    base: { at: at + BY_HAND_MS, row: "by_hand" },
    troubles: met,
    fullCheck: COMPARING_ALL,
  });
}

/** By when the admin has said who somebody is whose first right, by whatever road, is of that instant. */
export function introductionEnd(at: number, troubles: readonly Trouble[]): number {
  const base: Deadline = { at: at + UNHEARD_MS, row: "introduced" };
  const met = troubles.filter((each) => bearsOnNews(each));
  return latest({ from: at, base, troubles: met, fullCheck: null }).at + INTRODUCED_MS;
}
