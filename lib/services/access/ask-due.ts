import type { Among } from "@/db/queries/among";
import { nearestEdges, overdueEdges, stampArmed } from "@/db/queries/edges";
import { holdersPastEnd } from "@/db/queries/ledger";
import { dueForRetry } from "@/db/queries/operations";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { OutgoingEvent, Services } from "../context";
import { applyRequest } from "./ask-apply";

const OVERDUE_AFTER_MS = 5_000;
/** How long an apply that was asked for may take before it counts as lost. */
const ASK_AGAIN_AFTER_MS = 110_000;
const BATCH = 500;
const LOST_TIMER_PRIORITY = 300;
const RETRY_PRIORITY = 60;

interface Waiting {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
  /** They still hold what is over. */
  readonly isEnding: boolean;
  readonly edge: { readonly id: string; readonly revision: number; readonly armCount: number } | null;
}

export interface Asked {
  readonly overdue: number;
  readonly retried: number;
}

/**
 * Asks for an apply of everybody who has an edge without an outcome or an operation to try again: endings first,
 * then the nearest edges. `isReleased` = their vendor has just come back, so nothing that was asked for meanwhile is
 * still under way. Repeat: an edge that was asked for is left alone for a while.
 */
export async function askDue(
  services: Services,
  input: Among & { readonly isReleased: boolean },
): Promise<Asked> {
  const now = services.clock.now();
  const { connections } = input;
  if ("only" in connections && connections.only.length === 0) return { overdue: 0, retried: 0 };
  const overdue = await overdueEdges(services.db, {
    connections,
    before: new Date(now.getTime() - OVERDUE_AFTER_MS),
    askedBefore: input.isReleased ? now : new Date(now.getTime() - ASK_AGAIN_AFTER_MS),
    limit: BATCH,
  });
  const waiting = new Map<PersonId, Waiting>();
  for (const edge of overdue) {
    await stampArmed(services.db, {
      installationId: edge.installationId,
      edgeId: edge.id,
      armCount: edge.armCount,
      now,
    });
    if (!waiting.has(edge.personId)) waiting.set(edge.personId, { ...edge, edge, isEnding: false });
  }
  const late = waiting.size;
  const due = await dueForRetry(services.db, { connections, now, limit: BATCH });
  for (const row of due)
    if (!waiting.has(row.personId)) waiting.set(row.personId, { ...row, edge: null, isEnding: false });
  const people = await inOrder(services, [...waiting.values()], now);
  await services.emit(people.map(toEvent));
  return { overdue: late, retried: due.length };
}

async function inOrder(services: Services, people: readonly Waiting[], now: Date): Promise<Waiting[]> {
  const personIds = people.map((row) => row.personId);
  if (personIds.length === 0) return [];
  const [ending, edges] = await Promise.all([
    holdersPastEnd(services.db, { personIds, now }),
    nearestEdges(services.db, { personIds }),
  ]);
  const edgeOf = (row: Waiting) => edges.get(row.personId)?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return people
    .map((row) => ({ ...row, isEnding: ending.has(row.personId) }))
    .toSorted((a, b) => Number(b.isEnding) - Number(a.isEnding) || edgeOf(a) - edgeOf(b));
}

function toEvent({ edge, isEnding, installationId, connectionId, personId }: Waiting): OutgoingEvent {
  const of = { installationId, connectionId, personId, isEnding };
  if (edge === null) return applyRequest({ ...of, revision: 0, cause: "retry", priority: RETRY_PRIORITY });
  const { id, revision, armCount } = edge;
  return applyRequest({
    ...of,
    id: `overdue-${id}-${revision}-${armCount + 1}`,
    revision,
    cause: "edge",
    priority: LOST_TIMER_PRIORITY,
  });
}
