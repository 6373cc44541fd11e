import type { Atlas } from "./atlas";
import { type Calls, EDGE_MS, SESSION_MS } from "./bounds";
import { knownAt } from "./rightful";
import { type Cell, clockPoints, historiesOf, reasonsAt } from "./rights";
import type { Stretch } from "./stretch";
import type { CountDue } from "./troubles";

/** A cell with its rightful stretches. */
export interface Known {
  readonly cell: Cell;
  readonly rightful: readonly Stretch[];
}

/** Counts the humans and doors of a connection at which something turns, or is told anew, over a stretch of time. */
export function dueCounter(known: readonly Known[]): CountDue {
  const turns = known.map(({ cell, rightful }) => ({
    connection: cell.door.connection.name,
    at: [
      ...rightful.flatMap(({ from, until }) => [from, until]),
      ...historiesOf(cell).flatMap(({ changes }) => changes.map((change) => change.at)),
    ],
  }));
  return (connection, over) =>
    turns.filter(
      (each) => each.connection === connection && each.at.some((at) => over.from <= at && at <= over.until),
    ).length;
}

/**
 * How long what is due before an edge takes at the vendor's pace, ms, and how much longer than a lone edge may take this
 * one takes; endings wait for endings alone.
 */
export type WaitMs = (connection: string, edge: { readonly at: number; readonly opens: boolean }) => number;

/** Something that turns for somebody, and how long that takes; ms. */
interface Turn {
  readonly at: number;
  readonly takesMs: number;
}

/**
 * A queue for each connection, served at the vendor's pace in the order in which things turn. `groups`: whom each group
 * is rightful for, since what somebody loses or gets is a group, also where a door stays as it is by another one; at one
 * instant everybody is one turn, of as many groups as turn for them. Whoever is alone waits for nobody.
 */
export function waitCounter(
  groups: readonly Known[],
  atlas: Atlas,
  callsMs: (connection: string) => Calls,
): WaitMs {
  const queues = new Map<string, Queue>();
  const queue = (connection: string, opens: boolean) => {
    const key = `${connection} ${opens}`;
    const takes = callsMs(connection);
    const found = queues.get(key) ?? queueOf(turnsOf(groups, { atlas, connection, opens, takes }), takes);
    queues.set(key, found);
    return found;
  };
  return (connection, { at, opens }) => {
    const { waitMs, turnsAt } = queue(connection, opens);
    const isAmongOthers = !opens && queue(connection, true).turnsAt(at) > turnsAt(at);
    return waitMs(at) + (isAmongOthers ? callsMs(connection).underWay : 0);
  };
}

/** Who has something that ends, or also something that begins, at which instants; each once. */
function turnsOf(
  groups: readonly Known[],
  of: {
    readonly atlas: Atlas;
    readonly connection: string;
    readonly opens: boolean;
    readonly takes: Calls;
  },
): Turn[] {
  const { span } = of.atlas;
  const own = groups.filter(({ cell }) => cell.door.connection.name === of.connection);
  const wasOpen = ({ cell }: Known) =>
    reasonsAt(of.atlas, cell, span.from - 1, knownAt(span.from - 1)).length > 0;
  // What holds when the span begins has not turned then, unless it did at that very instant.
  const edgesAtStart = (each: Known) => {
    const isOpen = each.rightful[0]?.from === span.from;
    return wasOpen(each) === isOpen ? [] : [{ at: span.from, opens: isOpen }];
  };
  const edgesOf = (each: Known) => [
    ...edgesAtStart(each),
    ...each.rightful
      .flatMap(({ from, until }) => [
        { at: from, opens: true },
        { at: until, opens: false },
      ])
      .filter(({ at }) => span.from < at && at < span.until),
  ];
  const firsts = new Map<string, number>();
  for (const { cell, rightful } of own)
    for (const { from } of rightful)
      firsts.set(cell.human.name, Math.min(from, firsts.get(cell.human.name) ?? from));
  const turns = new Map<string, Turn>();
  for (const each of own)
    for (const { at, opens } of edgesOf(each)) {
      if (opens && !of.opens) continue;
      const { name } = each.cell.human;
      const key = `${at} ${name}`;
      const before = turns.get(key)?.takesMs;
      const alone = at === firsts.get(name) ? of.takes.first : of.takes.again;
      turns.set(key, { at, takesMs: before === undefined ? alone : before + of.takes.more });
    }
  // Nobody says in which order: whoever takes least may have to wait for all others.
  return [...turns.values()].sort((a, b) => a.at - b.at || b.takesMs - a.takesMs);
}

interface Queue {
  /** How long the last of those due by an instant waits for the others, and beyond its own time. */
  waitMs(at: number): number;
  turnsAt(at: number): number;
}

function queueOf(turns: readonly Turn[], { opening }: Calls): Queue {
  const served: { readonly at: number; readonly takesMs: number; readonly freeAt: number }[] = [];
  for (const { at, takesMs: alone } of turns) {
    const before = served.at(-1)?.freeAt ?? Number.NEGATIVE_INFINITY;
    const takesMs = alone + (at - before < SESSION_MS ? 0 : opening);
    served.push({ at, takesMs, freeAt: Math.max(before, at) + takesMs });
  }
  return {
    waitMs(at) {
      const last = served.findLast((turn) => turn.at <= at);
      if (last === undefined) return 0;
      const waits = Math.max(0, last.freeAt - last.takesMs - at);
      return waits + (last.at === at ? Math.max(0, last.takesMs - EDGE_MS) : 0);
    },
    turnsAt: (at) => turns.filter((turn) => turn.at === at).length,
  };
}

/** How many of a connection's cells a change of its mapping gives or takes something, now or later. */
export function changedByMapping(atlas: Atlas, cells: readonly Cell[], state: number): number {
  return cells.filter((cell) => {
    const change = cell.mapping.changes[state];
    if (change === undefined) return false;
    const before = cell.mapping.changes[state - 1]?.value ?? null;
    const facts = knownAt(change.at);
    const opens = (at: number, mapping: typeof before) =>
      reasonsAt(atlas, cell, at, (history) =>
        // Safe: the mapping's own history asks for a mapping.
        history === (cell.mapping as unknown) ? (mapping as never) : facts(history),
      ).length > 0;
    const later = [...clockPoints(atlas, cell).keys()].filter((at) => at > change.at);
    return [change.at, ...later].some((at) => opens(at, before) !== opens(at, change.value));
  }).length;
}
