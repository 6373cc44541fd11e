import type { CheckInRow } from "@/db/queries/check-ins";
import { type Checkin, DOOR_SOURCE } from "@/lib/nexudus/checkins";
import { NexudusError } from "@/lib/nexudus/errors";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";

/** What became of one check-in or check-out at Nexudus. */
export type Told =
  /** It stands in Nexudus as this record, written now or found there. */
  | { readonly state: "done"; readonly recordId: string }
  /** There was nothing to write: somebody is in already, or nobody to check out. */
  | { readonly state: "already"; readonly recordId: string | null }
  /** Nexudus refused, and wrote a failed check-in. */
  | { readonly state: "failed"; readonly recordId: string | null; readonly description: string | null };

/** Nexudus keeps whole seconds of what it is sent. */
const sameSecond = (a: Date, b: Date) => Math.floor(a.getTime() / 1_000) === Math.floor(b.getTime() / 1_000);

/** Two clocks, and the second a time is cut to. */
const SLACK_MS = 60_000;
const DESCRIPTION_CHARS_MAX = 200;

/** What was read, or the error that kept it from being whole: an unread page may hide the very check-in. */
function whole<T>(read: ListRead<T>): readonly T[] {
  if (read.complete && read.skipped.length === 0) return read.items;
  const error = read.complete ? null : read.error;
  throw error ?? new NexudusError("bad_response", { entity: "checkins" });
}

/** When the opening's day began, whether it is over, and whether this is still the one who may write. */
interface Turn {
  readonly from: Date;
  readonly isOver: boolean;
  mayWrite(): Promise<boolean>;
}

/** Nothing was written: the day is over, or somebody else has taken over. */
type NotWritten = "too_late" | "not_mine";

/**
 * Tells Nexudus about one opening, looking first: a check-in whose answer was lost is found by its location and second,
 * so that it is never made twice. Throws `NexudusError` for what may be tried again; `refused` is an answer.
 */
export async function tellStay(
  client: NexudusClient,
  row: CheckInRow,
  turn: Turn,
): Promise<Told | NotWritten> {
  const stays = whole(await client.listCheckins({ since: turn.from, coworkerId: row.memberId }));
  const here = stays.filter((stay) => stay.businessId === (row.locationId as string));
  return row.kind === "check_in"
    ? checkIn(client, row, { stays, here }, turn)
    : checkOut(client, row, here, turn);
}

async function checkIn(
  client: NexudusClient,
  row: CheckInRow,
  { stays, here }: { readonly stays: readonly Checkin[]; readonly here: readonly Checkin[] },
  turn: Turn,
): Promise<Told | NotWritten> {
  const own = here.find((stay) => sameSecond(stay.from, row.at));
  if (own) return { state: "done", recordId: own.id };
  // "On open" asks for nothing while somebody is in anywhere; a door of its own asks about its own location.
  const active = (row.daily ? stays : here).find((stay) => stay.until === null);
  if (active) return { state: "already", recordId: active.id };
  if (row.attempts > 0) {
    const failed = await findFailed(client, row);
    if (failed) return failed;
  }
  if (turn.isOver) return "too_late";
  if (!(await turn.mayWrite())) return "not_mine";
  try {
    const { locationId, memberId, at } = row;
    const recordId = await client.createCheckin({ businessId: locationId, coworkerId: memberId, from: at });
    return { state: "done", recordId };
  } catch (error) {
    if (!(error instanceof NexudusError) || error.kind !== "refused") throw error;
    const failed = await findFailed(client, row);
    return failed ?? { state: "failed", recordId: null, description: null };
  }
}

/** The failed check-in that Nexudus wrote about an attempt of this row, if it tells. */
async function findFailed(client: NexudusClient, row: CheckInRow): Promise<Told | null> {
  const since = new Date((row.attemptedAt ?? row.createdAt).getTime() - SLACK_MS);
  const read = await client.listFailedCheckins({ since, coworkerId: row.memberId });
  const found = read.items
    .filter((one) => one.businessId === (row.locationId as string))
    .filter((one) => one.source === null || one.source === DOOR_SOURCE)
    .toSorted((a, b) => b.attemptedAt.getTime() - a.attemptedAt.getTime())[0];
  if (!found) return null;
  const description = found.description?.slice(0, DESCRIPTION_CHARS_MAX) ?? null;
  return { state: "failed", recordId: found.id, description };
}

async function checkOut(
  client: NexudusClient,
  row: CheckInRow,
  here: readonly Checkin[],
  turn: Turn,
): Promise<Told | NotWritten> {
  const own = here.find((stay) => stay.until !== null && sameSecond(stay.until, row.at));
  if (own) return { state: "done", recordId: own.id };
  const open = here
    .filter((stay) => stay.until === null && stay.from.getTime() <= row.at.getTime())
    .toSorted((a, b) => b.from.getTime() - a.from.getTime())[0];
  if (!open) return { state: "already", recordId: null };
  if (turn.isOver) return "too_late";
  if (!(await turn.mayWrite())) return "not_mine";
  const isEnded = await client.endCheckin(open.id, row.at);
  return isEnded ? { state: "done", recordId: open.id } : { state: "already", recordId: null };
}
