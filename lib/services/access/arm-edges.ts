import { edgesToArm, stampArmed } from "@/db/queries/edges";
import type { PersonId } from "@/lib/access/types";
import type { OutgoingEvent, Services } from "../context";
import { laneOf } from "./ask-apply";

const BATCH = 500;

/**
 * Asks for a timer for every pending edge inside the horizon. The event id carries edge, revision and arm
 * count, so a repeat is dropped and a re-arm is not. Without `personIds`: all edges, nearest first, bounded.
 */
export async function armEdges(
  services: Services,
  input: { readonly personIds?: readonly PersonId[] } = {},
): Promise<{ readonly armed: number; readonly more: boolean }> {
  if (input.personIds?.length === 0) return { armed: 0, more: false };
  const now = services.clock.now();
  const until = new Date(now.getTime() + services.config.edgeHorizonMs);
  const edges = await edgesToArm(services.db, { until, limit: BATCH, ...input });
  const events: OutgoingEvent[] = [];
  for (const edge of edges) {
    if (
      !(await stampArmed(services.db, {
        installationId: edge.installationId,
        edgeId: edge.id,
        armCount: edge.armCount,
        now,
      }))
    )
      continue;
    const armCount = edge.armCount + 1;
    events.push({
      name: "access/edge.armed",
      id: `edge-${edge.id}-${edge.revision}-${armCount}`,
      data: {
        installationId: edge.installationId,
        connectionId: edge.connectionId,
        personId: edge.personId,
        edgeId: edge.id,
        at: edge.at.toISOString(),
        lane: laneOf(edge.connectionId, edge.ends),
        revision: edge.revision,
        armCount,
      },
    });
  }
  await services.emit(events);
  return { armed: events.length, more: edges.length === BATCH };
}
