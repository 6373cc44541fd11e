import { listLeaving, listParked } from "@/db/queries/lifecycle";
import type { OutgoingEvent, Services } from "../context";

/** A parked installation is asked this seldom: often enough to be back six minutes after an approval. */
const PROBE_EVERY_MS = 5 * 60_000 - 10_000;

/**
 * What the sweep asks for beside timers: the slow probe of parked installations, and going on with every removal
 * and disconnect under way, so that a crash anywhere costs a minute.
 */
export async function lifecycleEvents(services: Services): Promise<OutgoingEvent[]> {
  const before = new Date(services.clock.now().getTime() - PROBE_EVERY_MS);
  const [parked, leaving] = await Promise.all([
    listParked(services.db, { before }),
    listLeaving(services.db),
  ]);
  return [
    ...parked.map((row) => ({
      name: "nexudus/installation.poll.requested",
      data: { installationId: row.id, reason: "probe" },
    })),
    ...leaving.connections.map((row) => ({
      name: "connection/disconnect.requested",
      data: { ...row, reason: "sweep" },
    })),
    ...leaving.installations.map((installationId) => ({
      name: "installation/remove.requested",
      data: { installationId, reason: "sweep" },
    })),
  ];
}
