import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { OutgoingEvent } from "../context";

/** Seconds. */
const HEAD_START = 120;

/**
 * Of one connection, what ends and all else have lanes of their own, with places of their own: across people, runs with
 * an ending go first (design S4), so none waits for openings that are under way. A head start would not do: Inngest
 * gives none to a run that comes out of a sleep (inngest/inngest, pull request 709), and to no run a place.
 */
export const laneOf = (connectionId: ConnectionId, isEnding: boolean): string =>
  isEnding ? `${connectionId} ending` : connectionId;

export interface ApplyRequest {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
  /** Of the person, as far as known; for the record. */
  readonly revision: number;
  readonly cause: string;
  /** Whether it closes a door: left out = no. */
  readonly isEnding?: boolean;
  /** Seconds of head start beside those of an ending; left out = none. */
  readonly priority?: number;
  /** Tells a repeat; left out = each asking counts. */
  readonly id?: string;
}

/** The event that asks for an apply of one person: in the lane, the queue and the vendor's pace endings go first. */
export function applyRequest({ id, isEnding = false, priority = 0, ...of }: ApplyRequest): OutgoingEvent {
  return {
    name: "access/person.apply.requested",
    ...(id === undefined ? {} : { id }),
    data: {
      ...of,
      lane: laneOf(of.connectionId, isEnding),
      priority: isEnding ? priority + HEAD_START : priority,
      urgency: isEnding ? "ending" : "ordinary",
    },
  };
}
