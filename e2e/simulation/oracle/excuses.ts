import type { BoundRow } from "../types";
import type { Atlas } from "./atlas";
import { DEVICE_LAG_MS, EDGE_MS } from "./bounds";
import { changeDeadline, type Deadline, edgeDeadline } from "./deadlines";
import { type Change, type History, stateAt } from "./history";
import { type Belief, type Cell, type ClockPoint, clockPoints, historiesOf, reasonsAt } from "./rights";
import type { Trouble } from "./troubles";

/** Why a door may be otherwise than the facts have it, and until when at most. */
export interface Excuse {
  readonly row: BoundRow;
  readonly until: number;
}

/** Beliefs tried at one instant, at most; beyond it those that differ in one thing, or in all. */
const BELIEFS_MAX = 1_024;

/**
 * Everything that may still be believed of one human and door. A change may be unknown until its deadline, each
 * by itself; so at any instant several beliefs are allowed, and a door may be as any of them has it. An edge of
 * such a belief may be carried out until its own deadline: until then the door may be as it was before.
 */
export class Excuses {
  private readonly histories: readonly History<unknown>[];
  private readonly edges: readonly number[];
  private readonly sources: ReadonlyMap<number, readonly ClockPoint[]>;
  private readonly deadlines = new Map<string, Deadline>();

  constructor(
    private readonly input: {
      readonly atlas: Atlas;
      readonly cell: Cell;
      readonly troubles: readonly Trouble[];
      /** How long what the n-th mapping made due takes, ms. */
      readonly dueMs: (state: number) => number;
      /** How long what is due before an edge takes, ms. */
      readonly waitMs: (edge: { readonly at: number; readonly opens: boolean }) => number;
    },
  ) {
    this.histories = historiesOf(input.cell);
    this.sources = clockPoints(input.atlas, input.cell);
    this.edges = [...this.sources.keys()].sort((a, b) => a - b);
  }

  /** Why the door may be open (or shut) at an instant; null = it may not. `asOf`: nothing later is believed. */
  find(at: number, isOpen: boolean, asOf = at): Excuse | null {
    for (const states of this.beliefs(at, isOpen, asOf)) {
      const excuse = this.byBelief(states, { at, isOpen });
      if (excuse !== null) return excuse;
    }
    return null;
  }

  private byBelief(states: States, { at, isOpen }: { at: number; isOpen: boolean }): Excuse | null {
    const isNow = this.opens(at, states);
    const ends = this.pending(states, at).map(([history, state]) => {
      const unknown = Array.from({ length: stateAt(history, at) - state }, (_, i) => state + 1 + i);
      const first = unknown.map((each) => this.changeDeadlineOf(history, each, isOpen));
      return first.reduce((least, each) => earlier(least, each));
    });
    const admitted = ends.reduce<Deadline | null>((least, each) => earlier(least, each), null);
    if (isNow === isOpen) {
      const latest = ends.reduce<Deadline | null>((most, each) => later(most, each), null);
      return { row: latest?.row ?? "known_ahead", until: admitted?.at ?? Number.POSITIVE_INFINITY };
    }
    const edge = this.lastEdge(at, states);
    if (edge === null) return null;
    const { vendor, vendorWindows } = this.input.cell.door.connection;
    const deadline = edgeDeadline(
      {
        at: edge,
        opens: isNow,
        // What the vendor has been given holds at a door once that has heard of it.
        settledAt: this.settledAt(edge, states) + (DEVICE_LAG_MS[vendor] ?? 0),
        madeAt: this.madeAt(edge, states),
        waitMs: this.input.waitMs({ at: edge, opens: isNow }),
      },
      { troubles: this.input.troubles, vendorWindows },
    );
    if (deadline.at <= at) return null;
    const until = Math.min(deadline.at, admitted?.at ?? Number.POSITIVE_INFINITY);
    const aloneUntil = edge + EDGE_MS;
    if (deadline.row === "pace" && at < aloneUntil)
      return { row: "known_ahead", until: Math.min(until, aloneUntil) };
    return { row: deadline.row, until };
  }

  /** The last instant at or before `at` at which the clock alone turned the door, if these states are so. */
  private lastEdge(at: number, states: States): number | null {
    const isNow = this.opens(at, states);
    for (const edge of this.edges.toReversed()) {
      if (edge > at) continue;
      // Nothing that is still under way lies further back.
      if (this.latestEnd(edge) <= at) return null;
      if (this.opens(edge - 1, states) !== isNow) return edge;
    }
    return null;
  }

  private latestEnd(edge: number): number {
    const { troubles } = this.input;
    const of = (opens: boolean) =>
      edgeDeadline(
        {
          at: edge,
          opens,
          settledAt: Number.POSITIVE_INFINITY,
          madeAt: Number.NEGATIVE_INFINITY,
          waitMs: this.input.waitMs({ at: edge, opens }),
        },
        { troubles, vendorWindows: false },
      );
    return Math.max(of(true).at, of(false).at);
  }

  /** Since when what an edge comes from had to be known: its own record, and all that decides whether it counts. */
  private settledAt(edge: number, states: States): number {
    const of = (history: History<unknown>, state: number) =>
      state < 0 ? Number.NEGATIVE_INFINITY : this.changeDeadlineOf(history, state, false).at;
    const { cell } = this.input;
    const common = this.histories
      .filter(({ entity }) => ["mapping", "Coworker", "Team"].includes(entity))
      .map((history) => of(history, states.get(keyOf(history)) ?? stateAt(history, edge)));
    const own = (this.sources.get(edge) ?? [])
      .filter(({ history, state }) => states.get(keyOf(history)) === state && history !== cell.mapping)
      .map(({ history, state }) => of(history, state));
    return Math.max(...common, ...own);
  }

  /** Since when the record is so that this edge comes from it; the earliest, where several have it. */
  private madeAt(edge: number, states: States): number {
    const sources = this.sources.get(edge) ?? [];
    const since = sources
      .filter(({ history, state }) => states.get(keyOf(history)) === state)
      .map(({ history, state }) => {
        const has = (each: number) =>
          sources.some((source) => source.history === history && source.state === each);
        // What changed about it may have left the edge where it was.
        let first = state;
        while (has(first - 1)) first -= 1;
        return history.changes[first]?.at ?? edge;
      });
    return Math.min(...since);
  }

  /** What a mapping makes due; and what one change that is told at once asks for many people at the vendor's pace. */
  private dueMs({ at, road }: Change<unknown>, state: number, isOpen: boolean): number {
    if (road === "console") return this.input.dueMs(state);
    return road === "webhook" ? this.input.waitMs({ at, opens: !isOpen }) : 0;
  }

  private opens(at: number, states: States): boolean {
    const belief: Belief = (history) => history.changes[states.get(keyOf(history)) ?? -1]?.value ?? null;
    return reasonsAt(this.input.atlas, this.input.cell, at, belief).length > 0;
  }

  /** The states that may be believed at an instant, those nearest to what is so first. */
  private beliefs(at: number, isOpen: boolean, asOf: number): States[] {
    const now = new Map(this.histories.map((history) => [keyOf(history), stateAt(history, asOf)]));
    const open = this.histories.flatMap((history) => {
      const current = stateAt(history, asOf);
      const least = this.leastState(history, at, isOpen);
      const older = Array.from({ length: Math.max(0, current - least) }, (_, i) => current - 1 - i);
      return older.length === 0 ? [] : [{ key: keyOf(history), older }];
    });
    const some = open.reduce((count, { older }) => count * (older.length + 1), 1);
    const changed: Map<string, number>[] = [new Map()];
    if (some > BELIEFS_MAX) {
      for (const { key, older } of open) changed.push(...older.map((state) => new Map([[key, state]])));
      changed.push(new Map(open.map(({ key, older }) => [key, older.at(-1) ?? -1])));
    } else
      for (const { key, older } of open)
        for (const each of [...changed])
          changed.push(...older.map((state) => new Map([...each, [key, state] as const])));
    return changed.toSorted((a, b) => a.size - b.size).map((each) => new Map([...now, ...each]));
  }

  /** The newest state that has to be known at an instant. */
  private leastState(history: History<unknown>, at: number, isOpen: boolean): number {
    for (let state = stateAt(history, at); state >= 0; state -= 1)
      if (this.changeDeadlineOf(history, state, isOpen).at <= at) return state;
    return -1;
  }

  /** Which of these states are older than what is so, with the number of each. */
  private pending(states: States, at: number): (readonly [History<unknown>, number])[] {
    return this.histories.flatMap((history) => {
      const state = states.get(keyOf(history)) ?? -1;
      return state < stateAt(history, at) ? [[history, state] as const] : [];
    });
  }

  private changeDeadlineOf(history: History<unknown>, state: number, isOpen: boolean): Deadline {
    const key = `${keyOf(history)} ${state} ${isOpen}`;
    const known = this.deadlines.get(key);
    if (known) return known;
    const change = history.changes[state];
    if (change === undefined) throw new Error(`${keyOf(history)} has no state ${state}`);
    const deadline = changeDeadline(change, {
      troubles: this.input.troubles,
      dueMs: this.dueMs(change, state, isOpen),
      // A latched budget keeps doors open; it shuts none.
      isWithdrawal: isOpen && state > 0,
    });
    this.deadlines.set(key, deadline);
    return deadline;
  }
}

/** By entity and id: which change is believed to be the last. */
type States = ReadonlyMap<string, number>;

const keyOf = ({ entity, id }: History<unknown>): string => `${entity} ${id}`;
const earlier = (a: Deadline | null, b: Deadline): Deadline => (a === null || b.at < a.at ? b : a);
const later = (a: Deadline | null, b: Deadline): Deadline => (a === null || b.at > a.at ? b : a);
