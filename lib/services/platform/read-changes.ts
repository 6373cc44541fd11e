import { bookingsById, endBookings, endMember, membersById, readCursorsOf } from "@/db/queries/facts";
import { updateInstallation } from "@/db/queries/installations";
import type { FactEntity } from "@/db/queries/rights";
import { endFacts } from "@/db/queries/rights-proof";
import { withTeammates } from "@/db/queries/rights-read";
import { noteTouched } from "@/db/queries/touched";
import { endVisitors } from "@/db/queries/visits";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { ListRead } from "@/lib/nexudus/paging";
import type { Services } from "../context";
import { continuePins } from "../credentials/continue-pins";
import { readCredentials } from "../credentials/read-members";
import { readVisitChanges } from "../visits/read-visits";
import { clientFor } from "./client-for";
import { ReadNotes, withNotes } from "./read-notes";
import { unlessRefused } from "./refused";
import { RIGHTS_ENTITIES } from "./rights-entities";
import { storeBookings, storeMembers } from "./store";

/** Filters are to the minute and changes may be stored late: every read overlaps the last one. */
const OVERLAP_MS = 2 * 60_000;
/** Where to begin when there is no cursor; the full read covers what is older. */
const FIRST_LOOK_MS = 60 * 60_000;

/** What the audit trail calls the facts whose deletion it tells. Passes and freezes it does not. */
const DELETED_FACTS: readonly (readonly [FactEntity, string])[] = [
  ["contracts", "CoworkerContract"],
  ["teams", "Team"],
];

export interface ChangesRead {
  readonly status: "read" | "incomplete" | "skipped";
  readonly calls: number;
  readonly members: readonly MemberId[];
}

/**
 * Reads what changed since the last time: bookings, coworkers, contracts, freezes, passes and teams by update,
 * cancelled bookings, deletions in the audit trail. Whoever shares a team with somebody touched is touched. Each entity has its own cursor, moved only after a complete read, so a failed one is read
 * again. Eight list calls when nothing changed; two more, for visitors and guests, where a connection makes links for them.
 */
export async function readChanges(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<ChangesRead> {
  const notes = new ReadNotes(services, { ...input, kind: "changes" });
  return withNotes(notes, () => readNoting(services, input, notes));
}

async function readNoting(
  services: Services,
  input: { readonly installationId: InstallationId },
  notes: ReadNotes,
): Promise<ChangesRead> {
  const { installationId } = input;
  const found = await clientFor(services, installationId);
  if (!found) return { status: "skipped", calls: 0, members: [] };
  const client = found.client.withPriority("poll");
  const touched = new Set<MemberId>();
  let calls = 0;
  let complete = true;
  const cursors = await readCursorsOf(services.db, { installationId });
  /** Where to read on: with overlap, since filters are to the minute. */
  const sinceOf = (entity: string): Date => {
    const from = cursors.get(entity) ?? new Date(services.clock.now().getTime() - FIRST_LOOK_MS);
    return new Date(from.getTime() - OVERLAP_MS);
  };

  async function read<T>(
    entity: string,
    list: (since: Date) => Promise<ListRead<T>>,
    store: (items: readonly T[], asOf: Date) => Promise<void>,
  ): Promise<void> {
    const result = await list(sinceOf(entity));
    await store(result.items, result.takenAt);
    await finish(entity, result);
  }
  async function finish(entity: string, result: ListRead<unknown>, isFollowed = true): Promise<void> {
    calls += result.calls;
    notes.add(entity, result);
    // Before the cursor moves: what it leaves behind would never be listed again.
    await noteTouched(services.db, { installationId, memberIds: [...touched], now: result.takenAt });
    if (result.complete && isFollowed) notes.moveTo(entity, result.takenAt);
    else complete = false;
  }

  await read(
    "bookings",
    (since) => client.listBookingsUpdatedSince(since),
    async (rows, asOf) => {
      const before = await bookingsById(services.db, { installationId, ids: rows.map((row) => row.id) });
      for (const row of before) if (row.memberId !== null) touched.add(row.memberId);
      for (const row of rows) if (row.coworkerId !== null) touched.add(row.coworkerId as MemberId);
      await storeBookings(services, installationId, rows, null, asOf);
    },
  );
  await read(
    "coworkers",
    (since) => client.listCoworkers({ since }),
    async (rows, asOf) => {
      for (const row of rows) touched.add(row.id as MemberId);
      await storeMembers(services, installationId, rows, false, asOf);
    },
  );
  for (const entity of RIGHTS_ENTITIES) {
    if (!entity.hasChanges) continue;
    const since = sinceOf(entity.path);
    const result = await entity.readChanges(services, client, { installationId, since });
    for (const id of result.members) touched.add(id);
    calls += result.oneCalls;
    await finish(entity.path, result.read, result.doubtful === 0);
  }
  const visits = await readVisitChanges(services, client, { installationId });
  calls += visits.listCalls + visits.oneCalls;
  await read(
    "cancelledbookings",
    (since) => client.listCancelledBookingsSince(since),
    async (rows) => {
      const ids = rows.flatMap((row) => row.bookingId ?? []);
      const ended = await endBookings(services.db, {
        installationId,
        ids,
        state: "cancelled",
        now: services.clock.now(),
      });
      for (const id of ended) touched.add(id);
    },
  );
  await read(
    "audittrailentries",
    (since) => client.listDeletionsSince(since),
    async (rows) => {
      const now = services.clock.now();
      const bookings = rows.filter((row) => row.entityName === "Booking").map((row) => row.entityId);
      for (const id of await endBookings(services.db, { installationId, ids: bookings, state: "gone", now }))
        touched.add(id);
      for (const [entity, name] of DELETED_FACTS) {
        const ids = rows.filter((row) => row.entityName === name).map((row) => row.entityId);
        const key = { installationId, entity, ids, now };
        for (const id of await endFacts(services.db, key)) touched.add(id);
      }
      const visitorIds = rows.filter((row) => row.entityName === "Visitor").map((row) => row.entityId);
      await endVisitors(services.db, { installationId, visitorIds, now });
      for (const row of rows) {
        if (row.entityName !== "Coworker") continue;
        await endMember(services.db, { installationId, memberId: row.entityId as MemberId, now });
        touched.add(row.entityId as MemberId);
      }
    },
  );

  await notes.keep();
  await learnUnknownMembers(services, installationId, touched, async (id) => {
    calls += 1;
    const asOf = services.clock.now();
    const one = await unlessRefused(client.getCoworker(id));
    if (one === null) complete = false;
    else if (one.state === "found") await storeMembers(services, installationId, [one.value], true, asOf);
  });
  // Last, and behind everything else in the queue: rights do not wait for a PIN.
  const credentials = await readCredentials(services, client.withPriority("reconcile"), { installationId });
  calls += credentials.calls;
  for (const id of credentials.members) touched.add(id);
  for (const id of await continuePins(services, client, { installationId, memberIds: null })) touched.add(id);
  await updateInstallation(
    services.db,
    { installationId },
    { lastPollAt: services.clock.now(), updatedAt: services.clock.now() },
  );
  const members = await withTeammates(services.db, { installationId, ids: [...touched] });
  return { status: complete ? "read" : "incomplete", calls, members };
}

/** A record may name a coworker that was never listed: read it, or its right would wait for the full read. */
async function learnUnknownMembers(
  services: Services,
  installationId: InstallationId,
  ids: ReadonlySet<MemberId>,
  learn: (id: MemberId) => Promise<void>,
): Promise<void> {
  const known = new Set(
    (await membersById(services.db, { installationId, ids: [...ids] })).map((row) => row.id),
  );
  for (const id of ids) if (!known.has(id)) await learn(id);
}
