import { noticedSince } from "@/db/queries/notices";
import { countCall } from "@/db/queries/rate-counters";
import { askedForSince, membersWithEdge } from "@/db/queries/webhooks";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { webhookActions } from "@/lib/nexudus/webhook-actions";
import type { OutgoingEvent, Services } from "../context";

/** Looks at single members that webhooks may ask for (design S1); a look costs at least five calls to Nexudus. */
export const REFRESHES_A_MINUTE = 60;
/** As long as the durable function waits for more about one member: a burst is one look. */
const DEBOUNCE_MS = 5_000;
/** Nexudus tells of access that begins or ends by the clock as well, which the timers know. */
const NEAR_EDGE_MS = 2 * 60_000;
/** What Lintel itself writes to the access log may come back as an access update: it says nothing new. */
const OWN_NOTICE_MS = 5 * 60_000;

/**
 * Which of these members are looked at now for a webhook. The others wait for the next poll, which reads what changed
 * whether or not anybody heard of it: what an access update tells beside a known edge, and whatever comes after the
 * 60th look of a minute (counted from the first one). Repeat within the debounce: no second look is counted.
 */
export async function toRefresh(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly action: number;
    readonly memberIds: readonly MemberId[];
    readonly now: Date;
  },
): Promise<readonly MemberId[]> {
  const { installationId, now } = input;
  const nearEdge =
    input.action === webhookActions.AccessControlUpdate
      ? await membersWithEdge(services.db, {
          installationId,
          memberIds: input.memberIds,
          from: new Date(now.getTime() - NEAR_EDGE_MS),
          until: new Date(now.getTime() + NEAR_EDGE_MS),
        })
      : new Set<MemberId>();
  const own =
    input.action === webhookActions.AccessControlUpdate
      ? await noticedSince(services.db, { ...input, since: new Date(now.getTime() - OWN_NOTICE_MS) })
      : new Set<MemberId>();
  const memberIds = input.memberIds.filter((id) => !nearEdge.has(id) && !own.has(id));
  const since = new Date(now.getTime() - DEBOUNCE_MS);
  const waiting = await askedForSince(services.db, { installationId, memberIds, since });
  const taken: MemberId[] = [];
  for (const memberId of memberIds) {
    const { count } = waiting.has(memberId)
      ? { count: 0 }
      : await countCall(services.db, {
          bucket: "webhook-refresh",
          addressHash: installationId,
          now,
          windowMs: 60_000,
        });
    if (count <= REFRESHES_A_MINUTE) taken.push(memberId);
  }
  const left = input.memberIds.length - taken.length;
  if (left > 0) services.log.info("left to the next poll", { installationId, count: left });
  return taken;
}

/**
 * A look at each visitor that a webhook speaks of, within the same number of looks a minute. The others are found by the
 * next poll, like everything else about visitors that has no webhook: approvals, departures, guests.
 */
export async function visitorEvents(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly action: number;
    readonly records: readonly { readonly kind: string; readonly id: string }[];
    readonly now: Date;
  },
): Promise<OutgoingEvent[]> {
  const { installationId, now } = input;
  const events: OutgoingEvent[] = [];
  for (const { kind, id } of input.records) {
    if (kind !== "visitor") continue;
    const { count } = await countCall(services.db, {
      bucket: "webhook-refresh",
      addressHash: installationId,
      now,
      windowMs: 60_000,
    });
    if (count > REFRESHES_A_MINUTE) continue;
    events.push({
      name: "visits/visitor.touched",
      data: { installationId, visitorId: id, reason: `webhook ${input.action}` },
    });
  }
  return events;
}
