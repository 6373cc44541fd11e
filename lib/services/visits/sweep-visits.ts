import type { Among } from "@/db/queries/among";
import { overdueVisits, stampVisit, type VisitKeyRow, visitsToArm } from "@/db/queries/visit-keys";
import type { OutgoingEvent, Services } from "../context";

const OVERDUE_AFTER_MS = 5_000;
/** How long a look that was asked for may take before it counts as lost. */
const ASK_AGAIN_AFTER_MS = 110_000;
const BATCH = 500;

const dataOf = (row: VisitKeyRow) => ({
  installationId: row.installationId,
  connectionId: row.connectionId,
  keyId: row.id,
});

/** Asks for a timer for every visit (of `ids`) that is due within the horizon and has none. Repeat: none more. */
export async function armVisits(
  services: Services,
  input: { readonly ids?: readonly string[] } = {},
): Promise<number> {
  const now = services.clock.now();
  const until = new Date(now.getTime() + services.config.edgeHorizonMs);
  const events: OutgoingEvent[] = [];
  for (const row of await visitsToArm(services.db, { until, limit: BATCH, ...input })) {
    if (row.nextAt === null || !(await stampVisit(services.db, { ...row, now }))) continue;
    events.push({
      name: "visits/edge.armed",
      id: `visit-${row.id}-${row.nextAt.getTime()}-${row.armCount + 1}`,
      data: { ...dataOf(row), at: row.nextAt.toISOString() },
    });
  }
  await services.emit(events);
  return events.length;
}

/**
 * Asks for a look at every visit that should have had one five seconds ago. `isReleased` = its vendor has just come
 * back. Repeat: one that was asked for is left alone for a while.
 */
export async function askVisits(
  services: Services,
  input: Among & { readonly isReleased: boolean },
): Promise<number> {
  const now = services.clock.now();
  const rows = await overdueVisits(services.db, {
    connections: input.connections,
    before: new Date(now.getTime() - OVERDUE_AFTER_MS),
    askedBefore: input.isReleased ? now : new Date(now.getTime() - ASK_AGAIN_AFTER_MS),
    limit: BATCH,
  });
  const events: OutgoingEvent[] = [];
  for (const row of rows) {
    if (!(await stampVisit(services.db, { ...row, now }))) continue;
    events.push({ name: "visits/key.apply.requested", data: { ...dataOf(row), cause: "sweep" } });
  }
  await services.emit(events);
  return events.length;
}
