import { listUnreachable } from "@/db/queries/connections";
import { listActiveInstallations } from "@/db/queries/installations";
import { isPresenceDue } from "@/db/queries/presence";
import { dueFlushes } from "../connections/flush";
import type { OutgoingEvent, Services } from "../context";
import { lifecycleEvents } from "../installations/lifecycle-events";
import { tellNexudus } from "../notices/tell-nexudus";
import { askInvitations } from "../passes/ask-pass";
import { armVisits, askVisits } from "../visits/sweep-visits";
import { armEdges } from "./arm-edges";
import { askDue } from "./ask-due";
import { probeDown } from "./probe-down";

const POLL_EVERY_MS = 4 * 60_000;
/** A tick may come a moment early; better a poll a little sooner than a minute late. */
const POLL_SLACK_MS = 10_000;
export interface SweepResult {
  readonly armed: number;
  readonly overdue: number;
  readonly retried: number;
  readonly polled: number;
}

/**
 * The safety net, once a minute for the whole deployment: arms edges inside the horizon, fires those that
 * should have had an outcome five seconds ago, starts operations that are due again, and asks for the polls
 * that are due. Whatever was lost (a run, an event, this process) is found here. While a vendor is down it is
 * asked once, for nobody in particular; what waits for it goes once it answers. A slow one holds up nobody else.
 */
export async function sweep(services: Services): Promise<SweepResult> {
  const now = services.clock.now();
  const { armed } = await armEdges(services);
  await armVisits(services);
  const unreachable = await listUnreachable(services.db);
  const except = unreachable.map((row) => row.id);
  const asked = await askDue(services, { connections: { except }, isReleased: false });
  await askVisits(services, { connections: { except }, isReleased: false });
  await askInvitations(services, { connections: { except } });

  const stale = new Date(now.getTime() - POLL_EVERY_MS + POLL_SLACK_MS);
  const installations = await listActiveInstallations(services.db);
  const polls = installations.filter((row) => row.lastPollAt === null || row.lastPollAt <= stale);
  const events: OutgoingEvent[] = polls.map((row) => ({
    name: "nexudus/installation.poll.requested",
    data: { installationId: row.id, reason: "schedule" },
  }));
  events.push(...(await lifecycleEvents(services)), ...(await dueFlushes(services)));
  if (await isPresenceDue(services.db, { now }))
    events.push({ name: "presence/openings.due", data: { reason: "schedule" } });
  await services.emit(events);

  const only = await probeDown(services, unreachable);
  const released = await askDue(services, { connections: { only }, isReleased: true });
  await askVisits(services, { connections: { only }, isReleased: true });
  await tellNexudus(services);
  return {
    armed,
    overdue: asked.overdue + released.overdue,
    retried: asked.retried + released.retried,
    polled: polls.length,
  };
}
