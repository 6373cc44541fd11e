import type { Opening, Openings } from "../contract";
import { type Alta, type ListPage, listEvents } from "./api";
import type { AltaEvent } from "./schemas";

const PAGES_MAX = 50;
/** Controllers report late; so far before the mark is read again, and known events are recognised by their ids. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Doors opened by people since the mark. The report is not sorted, has several rows for one act and no ids: rows of one
 * request are one opening, and where there is no request, person, door and second make the id.
 * `recordedAt` is when it was read here: when the vendor heard of it is not told.
 * UNVERIFIED: the values of `result`; "Granted" of a person at a door is an opening.
 * Source: https://openpath.readme.io/reference/getactivityevents-1, read 2026-11-29.
 */
export async function readOpenings(
  a: Alta,
  { after, floor }: { readonly after: string | null; readonly floor: Date },
  now: Date,
): Promise<Openings> {
  const markMs = after === null ? Number.NaN : Date.parse(after);
  const fromMs = Number.isNaN(markMs) ? floor.getTime() : Math.max(floor.getTime(), markMs - OVERLAP_MS);
  const [from, to] = [Math.floor(fromMs / 1000), Math.ceil(now.getTime() / 1000) + 1];
  // The same for every page: a cursor belongs to its filter.
  const query = {
    filter: `uiData.time:(${from}-<${to})`,
    options: `uiDataOnly,searchId:lintel-${a.org}-${from}`,
  };
  const events: AltaEvent[] = [];
  let skipped = 0;
  let cursor: string | null = null;
  let complete = false;
  for (let pages = 0; pages < PAGES_MAX && !complete; pages += 1) {
    const page: ListPage<{ uiData: AltaEvent }> = await listEvents(a, query, cursor);
    skipped += page.skipped;
    events.push(...page.items.map((row) => row.uiData));
    complete = page.next === null;
    cursor = page.next;
  }
  const newest = events.reduce((latest, { time }) => Math.max(latest, time), 0);
  const mark = Math.max(newest * 1000, Number.isNaN(markMs) ? 0 : markMs);
  return {
    items: toOpenings(events, now),
    mark: mark === 0 ? null : new Date(mark).toISOString(),
    skipped,
    complete,
  };
}

function toOpenings(events: readonly AltaEvent[], recordedAt: Date): Opening[] {
  const byId = new Map<string, Opening>();
  for (const { time, userId, entryId, requestId, result } of events) {
    if (userId == null || entryId == null || result?.toLowerCase() !== "granted") continue;
    const eventId = requestId ? `${requestId}:${entryId}` : `${userId}:${entryId}:${Math.floor(time)}`;
    const known = byId.get(eventId);
    const occurredAt = new Date(time * 1000);
    if (known && known.occurredAt <= occurredAt) continue;
    byId.set(eventId, { eventId, vendorPersonId: userId, doorId: entryId, occurredAt, recordedAt });
  }
  return [...byId.values()].sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
}
