import type { Atlas } from "./atlas";
import { type History, stateAt } from "./history";
import { type Belief, type Cell, clockPoints, historiesOf, reasonsAt } from "./rights";
import { joined, pointsIn, type Stretch } from "./stretch";

/** The facts as they stand at an instant. */
export const knownAt =
  (at: number): Belief =>
  (history) =>
    history.changes[stateAt(history, at)]?.value ?? null;

/** Every instant at which what is rightful may change: by the clock, or because something became otherwise. */
export function turningPoints(atlas: Atlas, cell: Cell): number[] {
  const changes = historiesOf(cell).flatMap((history: History<unknown>) =>
    history.changes.map(({ at }) => at),
  );
  return pointsIn(atlas.span, [...clockPoints(atlas, cell).keys(), ...changes]);
}

/** When the human may open the door, each moment by the facts as they stand at that moment. */
export function rightfulStretches(atlas: Atlas, cell: Cell): Stretch[] {
  const points = turningPoints(atlas, cell);
  const open: Stretch[] = [];
  points.forEach((from, i) => {
    const until = points[i + 1];
    if (until !== undefined && reasonsAt(atlas, cell, from, knownAt(from)).length > 0)
      open.push({ from, until });
  });
  return joined(open);
}
