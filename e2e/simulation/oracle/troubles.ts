import type { BoundRow, FaultKind, Told, ToldFault } from "../types";
import { CALLS_AT, CALLS_PER_SECOND, type Calls, REACH, type Reach } from "./bounds";
import type { Stretch } from "./stretch";

/** Something injected, or a pause: when it was, what it bears on, and until when it may be felt. ms. */
export interface Trouble extends Stretch {
  /** Null = a pause. */
  readonly kind: FaultKind | null;
  readonly row: BoundRow;
  readonly on: Reach["on"] | "pause" | "beginnings";
  /** The one door it bears on; null = all of the connection. */
  readonly door: string | null;
  readonly reachesUntil: number;
}

/** How many operations a connection has waiting over a stretch of time. */
export type CountDue = (connection: string, over: Stretch) => number;

const AFTER_PAUSE_MS = 10_000;

/** What one connection's doors may suffer from. A fault that hit nothing is none. */
export function troublesOf(told: Told, connection: string, countDue: CountDue): Trouble[] {
  const pace = paceOf(told, connection);
  const dueMs = (over: Stretch) => (countDue(connection, over) / pace) * 1_000;
  const faults = told.faults
    .filter((fault) => fault.hits > 0 && (fault.connection === null || fault.connection === connection))
    .filter((fault) => REACH[fault.kind].on !== "nothing")
    .map((fault) => faultTrouble(told, fault, dueMs));
  return [...faults, ...pausesOf(told, connection, dueMs)].toSorted((a, b) => a.from - b.from);
}

/** Operations a second, of people who are there. */
export const paceOf = (told: Told, connection: string): number => 1_000 / operationMs(told, connection).again;

/** How long these take at the pace of a connection's vendor, ms. */
export function operationMs(told: Told, connection: string): Calls {
  const vendor = told.world.connections.find(({ name }) => name === connection)?.vendor ?? "";
  const calls = CALLS_AT[vendor];
  if (calls === undefined) throw new Error(`no pace is known of the vendor ${vendor}`);
  const ms = (count: number) => (count / CALLS_PER_SECOND) * 1_000;
  const { again, first, more, opening, underWay } = calls;
  return {
    again: ms(again),
    first: ms(first),
    more: ms(more),
    opening: ms(opening),
    underWay: ms(underWay),
  };
}

function faultTrouble(told: Told, fault: ToldFault, dueMs: (over: Stretch) => number): Trouble {
  const { row, ms, on, isPaced } = REACH[fault.kind];
  const over = { from: Date.parse(fault.from), until: Date.parse(fault.until) };
  const reachesUntil = isKept(told, fault)
    ? Number.POSITIVE_INFINITY
    : over.until + ms + (isPaced ? dueMs(over) : 0);
  return { ...over, kind: fault.kind, row, on, door: fault.door, reachesUntil };
}

/** Whether the admin, asked about a mass of withdrawals, said no. */
const isKept = (told: Told, { kind, from }: ToldFault): boolean =>
  kind === "mass_withdrawal" &&
  told.staff.some((action) => action.do === "answer_budget" && !action.approve && action.at >= from);

function pausesOf(told: Told, connection: string, dueMs: (over: Stretch) => number): Trouble[] {
  return pauses(told, connection).map((over) => ({
    ...over,
    kind: null,
    row: "paused",
    on: "pause",
    door: null,
    reachesUntil: over.until + AFTER_PAUSE_MS + (Number.isFinite(over.until) ? dueMs(over) : 0),
  }));
}

/** When a connection was paused; the last pause may have no end. */
export function pauses(told: Told, connection: string): Stretch[] {
  const states = told.connections.find(({ name }) => name === connection)?.states ?? [];
  return states.flatMap(({ since, state }, i) => {
    if (state !== "paused") return [];
    const next = states[i + 1];
    return [
      {
        from: Date.parse(since),
        until: next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next.since),
      },
    ];
  });
}
