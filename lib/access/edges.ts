import type { DesiredGrant, PersonId } from "./types";

/** An instant at which a person's desired state changes. */
export interface Edge {
  readonly at: Date;
  /** A window ends here, so that a door is to close. Of edges at one instant these go first (design S4). */
  readonly ends: boolean;
}

/**
 * Every instant strictly after `now` at which a person's desired state changes: all starts and ends of their
 * windows, sorted, without repeats. What timers are armed with. People without an edge are not in the map.
 */
export function edgesOf(desired: readonly DesiredGrant[], now: Date): ReadonlyMap<PersonId, readonly Edge[]> {
  const instants = new Map<PersonId, Map<number, boolean>>();
  for (const { key, windows } of desired) {
    const ofPerson = instants.get(key.personId) ?? new Map<number, boolean>();
    const note = (edge: Date, ends: boolean) => {
      const ms = edge.getTime();
      if (ms > now.getTime()) ofPerson.set(ms, ends || ofPerson.get(ms) === true);
    };
    for (const { from, until } of windows) {
      note(from, false);
      if (until !== null) note(until, true);
    }
    if (ofPerson.size > 0) instants.set(key.personId, ofPerson);
  }
  const edges = new Map<PersonId, readonly Edge[]>();
  for (const [personId, ofPerson] of instants) {
    const sorted = [...ofPerson].toSorted(([a], [b]) => a - b);
    edges.set(
      personId,
      sorted.map(([ms, ends]) => ({ at: new Date(ms), ends })),
    );
  }
  return edges;
}
