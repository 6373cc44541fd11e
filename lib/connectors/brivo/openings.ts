import type { Opening, Openings } from "../contract";
import { type BrivoHttp, listEvents } from "./api";
import type { BrivoEvent } from "./schemas";

const HOUR_MS = 3_600_000;
/** Brivo takes a day at most; an hour less, since its own cutting to the hour widens it again. */
const WINDOW_MS = 23 * HOUR_MS;
/** Events may be told out of order: this far back from the mark is read again, and de-duplicated by event id. */
const OVERLAP_MS = HOUR_MS;
const PAGES_MAX = 50;

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/**
 * Walks `GET /events/access` by `processed`, the instant Brivo heard of an event, from the mark (or the floor) on, a day
 * at a time; within a day newest first. Openings of the last hour before the mark come again: whoever keeps them goes by
 * `eventId`. An offline panel reports late, with an old `occurredAt`.
 *
 * Source: events.yaml (D-EVT of docs/vendors/brivo.md). UNVERIFIED: the list of action ids, of which 2004 is "user
 * entry"; a setting names others.
 */
export async function readOpenings(
  http: BrivoHttp,
  input: { readonly after: string | null; readonly floor: Date },
  options: { readonly siteId: string | null; readonly actionIds: ReadonlySet<number>; readonly now: Date },
): Promise<Openings> {
  const now = options.now.getTime();
  const mark = input.after === null ? Number.NaN : Date.parse(input.after);
  const since = Number.isNaN(mark)
    ? input.floor.getTime()
    : Math.max(input.floor.getTime(), mark - OVERLAP_MS);
  const until = hourOf(now) + HOUR_MS;
  const found = new Map<string, BrivoEvent>();
  let skipped = 0;
  let pagesLeft = PAGES_MAX;
  let readTo = since;
  let complete = true;
  // An hour earlier: the bound itself is left out, and cut to the hour before.
  for (let from = hourOf(since) - HOUR_MS; from < until; from += WINDOW_MS - HOUR_MS) {
    const to = Math.min(from + WINDOW_MS, until);
    const span = await readSpan(http, { from, to, since, siteId: options.siteId, pagesLeft });
    skipped += span.skipped;
    pagesLeft -= span.pages;
    if (!span.complete) {
      // What was read before is whole; the rest of this day is left for the next call, unless nothing was.
      if (readTo > since) break;
      complete = false;
    }
    for (const event of span.events) found.set(event.uuid, event);
    readTo = Math.max(readTo, Math.min(to, now));
    if (to === until || !complete) break;
  }
  const events = [...found.values()].sort(
    (a, b) => recordedAt(a) - recordedAt(b) || (a.uuid < b.uuid ? -1 : 1),
  );
  const items = events.flatMap((event) => toOpening(event, options.actionIds));
  return { items, mark: new Date(readTo).toISOString(), skipped, complete };
}

const recordedAt = (event: BrivoEvent): number => (event.processed ?? event.occurred).getTime();

interface Span {
  readonly from: number;
  readonly to: number;
  readonly since: number;
  readonly siteId: string | null;
  readonly pagesLeft: number;
}

/**
 * One day, newest first. The next page starts a millisecond after the oldest event read, so that others of that very
 * instant are not passed over: whether the bound itself belongs to a page is not documented. Repeats fall away by uuid.
 */
async function readSpan(http: BrivoHttp, { from, to, since, siteId, pagesLeft }: Span) {
  const at = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
  const filter = [
    `processed__gt:${at(from)}`,
    `processed__lt:${at(to)}`,
    "event_type__eq:non_exception",
    ...(siteId === null ? [] : [`site__eq:${siteId}`]),
  ].join(";");
  const events = new Map<string, BrivoEvent>();
  let skipped = 0;
  let offset: number | null = null;
  for (let pages = 1; pages <= pagesLeft; pages += 1) {
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(
      http,
      filter,
      offset === null ? null : new Date(offset),
    );
    skipped += page.skipped;
    const known = events.size;
    for (const event of page.items) if (recordedAt(event) >= since) events.set(event.uuid, event);
    const instants = page.items.map(recordedAt);
    const oldest = Math.min(...instants);
    if (page.isLast || oldest < since)
      return { events: [...events.values()], skipped, pages, complete: true };
    if (page.items.length === 0) break;
    // Others of this one instant may exist, and nothing asks for them.
    if (oldest === Math.max(...instants)) skipped += 1;
    // What brought nothing new is gone round, one step at a time.
    if (events.size > known) offset = oldest + 1;
    else offset = offset === null || offset > oldest ? oldest : oldest - 1;
  }
  return { events: [...events.values()], skipped, pages: pagesLeft, complete: false };
}

function toOpening(event: BrivoEvent, actionIds: ReadonlySet<number>): Opening[] {
  const { securityAction, actor, eventObject, occurred } = event;
  if (securityAction.exception || !actionIds.has(securityAction.securityActionId)) return [];
  if (actor?.id == null || eventObject?.id == null) return [];
  return [
    {
      eventId: event.uuid,
      vendorPersonId: String(actor.id),
      doorId: String(eventObject.id),
      occurredAt: occurred,
      recordedAt: new Date(recordedAt(event)),
    },
  ];
}
