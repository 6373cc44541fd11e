import type { Opening, Openings } from "../contract";
import { listEvents } from "./api";
import type { AkilesHttp } from "./requests";
import type { AkilesEvent } from "./schemas";

const PAGES_MAX = 50;

/**
 * Walks newest first back to the event `after`, or to `floor`; non-member subjects (staff, API) are left out.
 * Order, mark and floor go by when Akiles recorded the event; an offline door reports late.
 * UNVERIFIED: that refused PINs and cards make no such event. Source: https://docs.akiles.app/dev/api/events/
 */
export async function readOpenings(
  http: AkilesHttp,
  { after, floor }: { readonly after: string | null; readonly floor: Date },
): Promise<Openings> {
  const filter = { verb: "use", "object.type": "gadget_action", "created_at:ge": floor.toISOString() };
  const newestFirst: AkilesEvent[] = [];
  let skipped = 0;
  let cursor: string | null = null;
  let complete = false;
  for (let pages = 0; pages < PAGES_MAX && !complete; pages += 1) {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(http, filter, cursor);
    skipped += page.skipped;
    const end = page.items.findIndex(
      (event) => event.id === after || event.created_at.getTime() < floor.getTime(),
    );
    newestFirst.push(...(end === -1 ? page.items : page.items.slice(0, end)));
    complete = end !== -1 || page.next === null;
    cursor = page.next;
  }
  const items = newestFirst.reverse().flatMap(toOpening);
  return { items, mark: newestFirst.at(-1)?.id ?? after, skipped, complete };
}

function toOpening(event: AkilesEvent): Opening[] {
  const memberId = event.subject?.member_id;
  const isOpening = event.verb === "use" && event.object.type === "gadget_action";
  if (!isOpening || typeof memberId !== "string" || !event.object.gadget_id) return [];
  return [
    {
      eventId: event.id,
      vendorPersonId: memberId,
      doorId: event.object.gadget_id,
      occurredAt: event.occurred_at ?? event.created_at,
      recordedAt: event.created_at,
    },
  ];
}
