import { readCursorsOf } from "@/db/queries/facts";
import {
  endGuests,
  endVisitors,
  oldestGuestChange,
  unknownVisitors,
  unlistedGuests,
  unlistedVisitors,
} from "@/db/queries/visits";
import type { InstallationId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { One } from "@/lib/nexudus/rest";
import type { Visitor } from "@/lib/nexudus/visitors";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { ReadNotes } from "../platform/read-notes";
import { readsVisitors } from "./guest-links";
import { storeGuests, storeVisitors } from "./store";

/** Longer than any day of a location: who arrived before then is over. */
const PAST_MS = 26 * 3_600_000;
/** Looks at single records, per read. */
const LOOKS_MAX = 100;
const OVERLAP_MS = 2 * 60_000;

type Tenant = { readonly installationId: InstallationId };

export interface VisitsRead {
  readonly listCalls: number;
  readonly oneCalls: number;
}
const NOTHING: VisitsRead = { listCalls: 0, oneCalls: 0 };

const pastOf = (services: Services) => new Date(services.clock.now().getTime() - PAST_MS);

/**
 * What changed about visitors and guests since the last time; everything where nothing was read yet. Reads nothing
 * while no connection makes links. A deleted guest shows in neither: the whole read proves those (design D6).
 */
export async function readVisitChanges(
  services: Services,
  client: NexudusClient,
  input: Tenant,
): Promise<VisitsRead> {
  const { installationId } = input;
  if (!(await readsVisitors(services, input))) return NOTHING;
  const cursors = await readCursorsOf(services.db, { installationId });
  const [since, guestsSince] = [cursors.get("visitors"), cursors.get("bookingvisitors")];
  if (since === undefined || guestsSince === undefined) return readAllVisits(services, client, input);
  const from = (cursor: Date) => new Date(cursor.getTime() - OVERLAP_MS);
  const visitors = await client.listVisitors({ since: from(since) });
  const untold = await storeVisitors(
    services,
    { installationId, readId: null, asOf: visitors.takenAt, byId: false },
    visitors.items,
  );
  const guests = await client.listBookingVisitors({ since: from(guestsSince) });
  await storeGuests(services, { installationId, readId: null, asOf: guests.takenAt }, guests.items);
  const unknown = await unknownVisitors(services.db, { installationId, endsAfter: pastOf(services) });
  const looks = await lookAtVisitors(services, client, { installationId, ids: [...untold, ...unknown] });
  await finish(services, "changes", { installationId, entity: "visitors" }, visitors, looks.doubtful === 0);
  await finish(services, "changes", { installationId, entity: "bookingvisitors" }, guests, true);
  return { listCalls: visitors.calls + guests.calls, oneCalls: looks.calls };
}

/**
 * Reads the visitors to come and the guests of bookings to come. Only a complete list puts the unlisted in doubt, and
 * only a look at the record itself ends it; anything doubtful leaves the visit, and the link, as it was.
 */
export async function readAllVisits(
  services: Services,
  client: NexudusClient,
  input: Tenant,
): Promise<VisitsRead> {
  const { installationId } = input;
  if (!(await readsVisitors(services, input))) return NOTHING;
  const past = pastOf(services);
  const [readId, guestsReadId] = [randomId(), randomId()];
  const visitors = await client.listVisitors({ arrivingFrom: past });
  const untold = await storeVisitors(
    services,
    { installationId, readId, asOf: visitors.takenAt, byId: false },
    visitors.items,
  );
  // Guests cannot be narrowed by when their booking is. Those to come have all changed since the oldest of them did.
  const isFirst = !(await readCursorsOf(services.db, { installationId })).has("bookingvisitors");
  const oldest = isFirst ? null : await oldestGuestChange(services.db, { installationId, endsAfter: past });
  const since = oldest === null ? {} : { since: new Date(oldest.getTime() - OVERLAP_MS) };
  const guests = await client.listBookingVisitors(since);
  await storeGuests(services, { installationId, readId: guestsReadId, asOf: guests.takenAt }, guests.items);

  let calls = 0;
  let doubtful = 0;
  if (guests.complete) {
    const ids = await unlistedGuests(services.db, { installationId, readId: guestsReadId, endsAfter: past });
    const proof = await lookAt(ids, async (id) => {
      const asOf = services.clock.now();
      const one = await client.getBookingVisitor(id);
      if (one.state === "gone") await endGuests(services.db, { installationId, ids: [id], now: asOf });
      else await storeGuests(services, { installationId, readId: null, asOf }, [one.value]);
    });
    calls += proof.calls;
    doubtful += proof.doubtful;
  }
  const unknown = await unknownVisitors(services.db, { installationId, endsAfter: past });
  const unlisted = visitors.complete
    ? await unlistedVisitors(services.db, { installationId, readId, arrivesAfter: past, endsAfter: past })
    : [];
  const looks = await lookAtVisitors(services, client, {
    installationId,
    ids: [...new Set([...untold, ...unknown, ...unlisted])],
  });
  await finish(
    services,
    "full",
    { installationId, entity: "visitors", id: readId },
    visitors,
    looks.doubtful === 0,
  );
  await finish(
    services,
    "full",
    { installationId, entity: "bookingvisitors", id: guestsReadId },
    guests,
    doubtful === 0,
  );
  return { listCalls: visitors.calls + guests.calls, oneCalls: calls + looks.calls };
}

/** One visitor, because a webhook named them. Repeat: reads again. */
export async function readVisitor(
  services: Services,
  client: NexudusClient,
  input: Tenant & { readonly visitorId: string },
): Promise<VisitsRead> {
  if (!(await readsVisitors(services, input))) return NOTHING;
  const { installationId, visitorId } = input;
  const { calls } = await lookAtVisitors(services, client, { installationId, ids: [visitorId] });
  return { listCalls: 0, oneCalls: calls };
}

function lookAtVisitors(
  services: Services,
  client: NexudusClient,
  input: Tenant & { readonly ids: readonly string[] },
): Promise<Looks> {
  const { installationId } = input;
  return lookAt(input.ids, async (id) => {
    const asOf = services.clock.now();
    const one: One<Visitor> = await client.getVisitor(id);
    if (one.state === "gone") await endVisitors(services.db, { installationId, visitorIds: [id], now: asOf });
    else await storeVisitors(services, { installationId, readId: null, asOf, byId: true }, [one.value]);
  });
}

interface Looks {
  readonly calls: number;
  /** Records that told nothing, or were not asked for. */
  readonly doubtful: number;
}

async function lookAt(ids: readonly string[], look: (id: string) => Promise<void>): Promise<Looks> {
  let calls = 0;
  let doubtful = Math.max(0, ids.length - LOOKS_MAX);
  for (const id of ids.slice(0, LOOKS_MAX)) {
    calls += 1;
    try {
      await look(id);
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      doubtful += 1;
      if (["unauthorized", "unavailable", "throttled"].includes(error.kind)) break;
    }
  }
  return { calls, doubtful };
}

async function finish(
  services: Services,
  kind: "full" | "changes",
  key: Tenant & { readonly entity: string; readonly id?: string },
  read: ListRead<unknown>,
  isFollowed: boolean,
): Promise<void> {
  const { installationId, entity, id } = key;
  const notes = new ReadNotes(services, { installationId, kind });
  notes.add(entity, read, id);
  if (read.complete && isFollowed) notes.moveTo(entity, read.takenAt);
  await notes.keep();
}
