import type { Opening, Openings } from "../contract";
import { type DoorFlowHttp, listEvents } from "./api";
import type { DoorFlowEvent } from "./schemas";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Read again each time, and de-duplicated by event id: rows of the last minutes may appear late. */
const OVERLAP_MS = 15 * MINUTE_MS;
/** Doors that were offline report later still, with the time it happened: now and then a whole day is read again. */
const SWEEP_MS = 24 * HOUR_MS;
const SWEEP_EVERY_MS = 4 * HOUR_MS;
const PAGES_MAX = 50;

/** The newest event read, and when a whole day was last read again. */
interface Mark {
  readonly newest: number;
  readonly sweptAt: number;
}

/**
 * Walks `GET /events` from the mark (or the floor) on, oldest first, a thousand rows a page; openings of the overlap come
 * again, and whoever keeps them goes by `eventId`. There is no filter by event id or person. What is more than fifty pages
 * is left for the next call. `credentials_number`, which can be a PIN, is dropped on receipt.
 *
 * Source: D1, D4 47863 of docs/vendors/doorflow.md. UNVERIFIED: whether `since` goes by when it happened or when DoorFlow
 * heard of it; both are served.
 */
export async function readOpenings(
  http: DoorFlowHttp,
  input: { readonly after: string | null; readonly floor: Date },
  options: { readonly codes: string; readonly now: Date },
): Promise<Openings> {
  const now = options.now.getTime();
  const floor = input.floor.getTime();
  const mark = readMark(input.after);
  const isSweep = mark === null || now - mark.sweptAt >= SWEEP_EVERY_MS;
  const since = mark === null ? floor : Math.max(floor, mark.newest - (isSweep ? SWEEP_MS : OVERLAP_MS));
  const events = new Map<string, DoorFlowEvent>();
  let skipped = 0;
  let isWhole = false;
  for (let page = 1; page <= PAGES_MAX && !isWhole; page += 1) {
    const read = await listEvents(http, { codes: options.codes, since: new Date(since), page });
    skipped += read.skipped;
    for (const event of read.items) events.set(event.id, event);
    isWhole = read.isLast;
  }
  const read = [...events.values()];
  const newest = Math.max(mark?.newest ?? since, ...read.map((event) => event.createdAt.getTime()));
  const sweptAt = isSweep && isWhole ? now : (mark?.sweptAt ?? 0);
  const codes = new Set(options.codes.split(",").map(Number));
  const items = read
    .flatMap((event) => toOpening(event, codes))
    .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || Number(a.eventId) - Number(b.eventId));
  return { items, mark: writeMark({ newest, sweptAt }), skipped, complete: true };
}

const writeMark = ({ newest, sweptAt }: Mark): string =>
  `${new Date(newest).toISOString()} ${new Date(sweptAt).toISOString()}`;

/** Null for what is no mark of ours. */
function readMark(text: string | null): Mark | null {
  const [newest = Number.NaN, sweptAt = Number.NaN] = (text ?? "").split(" ").map(Date.parse);
  return Number.isNaN(newest) || Number.isNaN(sweptAt) ? null : { newest, sweptAt };
}

function toOpening(event: DoorFlowEvent, codes: ReadonlySet<number>): Opening[] {
  const { id: eventId, personId: vendorPersonId, doorId, code, occurredAt, recordedAt } = event;
  if (!codes.has(code) || vendorPersonId === null || doorId === null) return [];
  return [
    {
      eventId,
      vendorPersonId,
      doorId,
      occurredAt,
      recordedAt: new Date(Math.max(recordedAt.getTime(), occurredAt.getTime())),
    },
  ];
}
