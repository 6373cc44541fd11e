import { overdueEdges, stampArmed } from "@/db/queries/edges";
import { listActiveInstallations } from "@/db/queries/installations";
import { dueForRetry } from "@/db/queries/operations";
import type { OutgoingEvent, Services } from "../context";
import { lifecycleEvents } from "../installations/lifecycle-events";
import { armEdges } from "./arm-edges";

const OVERDUE_AFTER_MS = 5_000;
/** How long an apply that was asked for may take before it counts as lost. */
const ASK_AGAIN_AFTER_MS = 110_000;
const POLL_EVERY_MS = 4 * 60_000;
/** A tick may come a moment early; better a poll a little sooner than a minute late. */
const POLL_SLACK_MS = 10_000;
const BATCH = 500;
const LOST_TIMER_PRIORITY = 300;
const RETRY_PRIORITY = 60;

export interface SweepResult {
  readonly armed: number;
  readonly overdue: number;
  readonly retried: number;
  readonly polled: number;
}

/**
 * The safety net, once a minute for the whole deployment: arms edges inside the horizon, fires those that
 * should have had an outcome five seconds ago, starts operations that are due again, and asks for the polls
 * that are due. Whatever was lost (a run, an event, this process) is found here.
 */
export async function sweep(services: Services): Promise<SweepResult> {
  const now = services.clock.now();
  const { armed } = await armEdges(services);
  const events: OutgoingEvent[] = [];

  const overdue = await overdueEdges(services.db, {
    before: new Date(now.getTime() - OVERDUE_AFTER_MS),
    askedBefore: new Date(now.getTime() - ASK_AGAIN_AFTER_MS),
    limit: BATCH,
  });
  const late = new Set<string>();
  for (const edge of overdue) {
    await stampArmed(services.db, {
      installationId: edge.installationId,
      edgeId: edge.id,
      armCount: edge.armCount,
      now,
    });
    if (late.has(edge.personId)) continue;
    late.add(edge.personId);
    events.push({
      name: "access/person.apply.requested",
      id: `overdue-${edge.id}-${edge.revision}-${edge.armCount + 1}`,
      data: {
        installationId: edge.installationId,
        connectionId: edge.connectionId,
        personId: edge.personId,
        revision: edge.revision,
        cause: "edge",
        priority: LOST_TIMER_PRIORITY,
      },
    });
  }

  const due = await dueForRetry(services.db, { now, limit: BATCH });
  for (const row of due) {
    if (late.has(row.personId)) continue;
    events.push({
      name: "access/person.apply.requested",
      data: { ...row, revision: 0, cause: "retry", priority: RETRY_PRIORITY },
    });
  }

  const stale = new Date(now.getTime() - POLL_EVERY_MS + POLL_SLACK_MS);
  const installations = await listActiveInstallations(services.db);
  const polls = installations.filter((row) => row.lastPollAt === null || row.lastPollAt <= stale);
  for (const row of polls)
    events.push({
      name: "nexudus/installation.poll.requested",
      data: { installationId: row.id, reason: "schedule" },
    });

  events.push(...(await lifecycleEvents(services)));
  await services.emit(events);
  return { armed, overdue: late.size, retried: due.length, polled: polls.length };
}
