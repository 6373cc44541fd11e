import type { Atlas } from "./atlas";
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
