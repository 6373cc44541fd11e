import type { Atlas } from "./atlas";
import { EDGE_MS } from "./bounds";
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

/** Of one operation, for somebody whom the vendor knows, and for somebody who is made first; ms. */
type OperationMs = (connection: string) => { readonly again: number; readonly first: number };

/** Something that turns for somebody, and how long that takes; ms. */
interface Turn {
  readonly at: number;
  readonly takesMs: number;
}

/**
 * A queue for each connection, served at the vendor's pace in the order in which things turn; at one instant
 * everybody for whom something turns is one operation. Whoever is alone waits for nobody.
 */
export function waitCounter(known: readonly Known[], atlas: Atlas, operationMs: OperationMs): WaitMs {
  const queues = new Map<string, ReturnType<typeof queueOf>>();
  const queue = (connection: string, opens: boolean) => {
    const key = `${connection} ${opens}`;
    const takes = operationMs(connection);
    const found = queues.get(key) ?? queueOf(turnsOf(known, { atlas, connection, opens, takes }));
    queues.set(key, found);
    return found;
  };
  return (connection, { at, opens }) => queue(connection, opens)(at);
}

/** Who has something that ends, or also something that begins, at which instants; each once. */
function turnsOf(
  known: readonly Known[],
  of: {
    readonly atlas: Atlas;
    readonly connection: string;
    readonly opens: boolean;
    readonly takes: ReturnType<OperationMs>;
  },
): Turn[] {
  const { span } = of.atlas;
  const own = known.filter(({ cell }) => cell.door.connection.name === of.connection);
  // What holds when the span begins has not turned then, unless it did at that very instant.
  const isTurn = (cell: Cell, at: number) =>
    (span.from < at && at < span.until) ||
    (at === span.from && reasonsAt(of.atlas, cell, at - 1, knownAt(at - 1)).length === 0);
  const firsts = new Map<string, number>();
  for (const { cell, rightful } of own)
    for (const { from } of rightful)
      firsts.set(cell.human.name, Math.min(from, firsts.get(cell.human.name) ?? from));
  const turns = new Map<string, Turn>();
  for (const { cell, rightful } of own)
    for (const { from, until } of rightful)
      for (const at of of.opens ? [from, until] : [until]) {
        if (!isTurn(cell, at)) continue;
        const isFirst = at === firsts.get(cell.human.name);
        turns.set(`${at} ${cell.human.name}`, { at, takesMs: isFirst ? of.takes.first : of.takes.again });
      }
  return [...turns.values()].sort((a, b) => a.at - b.at || a.takesMs - b.takesMs);
}

/** Tells of an instant how long the last of those due by then waits for the others, and beyond its own time. */
function queueOf(turns: readonly Turn[]): (at: number) => number {
  const freeAt: number[] = [];
  for (const [i, { at, takesMs }] of turns.entries())
    freeAt.push(Math.max(freeAt[i - 1] ?? at, at) + takesMs);
  return (at) => {
    const last = turns.findLastIndex((turn) => turn.at <= at);
    const takesMs = turns[last]?.takesMs ?? 0;
    const waits = Math.max(0, (freeAt[last] ?? at) - takesMs - at);
    const isOwn = turns[last]?.at === at;
    return waits + (isOwn ? Math.max(0, takesMs - EDGE_MS) : 0);
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
