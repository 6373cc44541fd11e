import type { DesiredGrant, PersonId } from "./types";

/**
 * Every instant strictly after `now` at which a person's desired state changes: all starts and ends of their
 * windows, sorted, without repeats. What timers are armed with. People without an edge are not in the map.
 */
export function edgesOf(desired: readonly DesiredGrant[], now: Date): ReadonlyMap<PersonId, readonly Date[]> {
  const instants = new Map<PersonId, Set<number>>();
  for (const { key, windows } of desired) {
    for (const { from, until } of windows) {
      for (const edge of until === null ? [from] : [from, until]) {
        if (edge.getTime() <= now.getTime()) continue;
        const ofPerson = instants.get(key.personId);
        if (ofPerson === undefined) instants.set(key.personId, new Set([edge.getTime()]));
        else ofPerson.add(edge.getTime());
      }
    }
  }
  const edges = new Map<PersonId, readonly Date[]>();
  for (const [personId, ms] of instants) {
    edges.set(
      personId,
      [...ms].sort((a, b) => a - b).map((at) => new Date(at)),
    );
  }
  return edges;
}
