import { doubtUnlisted, membersById } from "@/db/queries/facts";
import { listLocations, updateInstallation } from "@/db/queries/installations";
import { noteTouched } from "@/db/queries/touched";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { continuePins } from "../credentials/continue-pins";
import { readCredentials } from "../credentials/read-members";
import { readAllVisits } from "../visits/read-visits";
import { clientFor } from "./client-for";
import { proveAbsence } from "./prove-absence";
import { readDefinitions } from "./read-definitions";
import { ReadNotes, withNotes } from "./read-notes";
import { readRights } from "./read-rights";
import { unlessRefused } from "./refused";
import { storeBookings, storeMembers } from "./store";

const PAST_MS = 24 * 3_600_000;
const PROOFS_MAX = 100;

export interface FullRead {
  readonly status: "read" | "incomplete" | "skipped";
  /** List calls only. */
  readonly listCalls: number;
  /** Looks at single records. */
  readonly proofCalls: number;
  readonly bookings: number;
  readonly members: number;
}

/**
 * Reads everything rights come from: what can be mapped, coworkers, bookings from a day ago to the end of the
 * lookahead, contracts, passes and teams. Only a complete list puts the unlisted in doubt, and only a look at the record itself ends it.
 */
export async function readAll(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<FullRead> {
  const notes = new ReadNotes(services, { ...input, kind: "full" });
  return withNotes(notes, () => readNoting(services, input, notes));
}

async function readNoting(
  services: Services,
  input: { readonly installationId: InstallationId },
  notes: ReadNotes,
): Promise<FullRead> {
  const { installationId } = input;
  const found = await clientFor(services, installationId);
  if (!found) return { status: "skipped", listCalls: 0, proofCalls: 0, bookings: 0, members: 0 };
  const client = found.client.withPriority("reconcile");
  const now = services.clock.now();
  await noteTouched(services.db, { installationId, memberIds: null, now });
  const locations = await listLocations(services.db, { installationId });
  const definitions = await readDefinitions(services, client, { installationId, locations, notes });

  const coworkers = await client.listCoworkers();
  notes.add("coworkers", coworkers);
  await storeMembers(services, installationId, coworkers.items, false, coworkers.takenAt);

  const readId = randomId();
  const window = {
    from: new Date(now.getTime() - PAST_MS),
    until: new Date(now.getTime() + services.config.bookingLookaheadMs),
  };
  const bookings = await client.listBookingsTouching(window);
  notes.add("bookings", bookings, readId);
  await storeBookings(services, installationId, bookings.items, readId, bookings.takenAt);
  const rights = await readRights(services, client, { installationId, notes });
  const isLearnt = await learnMembers(
    services,
    installationId,
    [...bookings.items.flatMap((row) => row.coworkerId ?? []), ...rights.holders],
    new Set(coworkers.items.map((row) => row.id)),
    client,
  );

  let proofCalls = 0;
  let doubtful = 0;
  if (bookings.complete) {
    const unlisted = await doubtUnlisted(services.db, { installationId, readId, ...window, now });
    proofCalls = Math.min(unlisted.length, PROOFS_MAX);
    ({ doubtful } = await proveAbsence(services, client, {
      installationId,
      bookingIds: unlisted,
      limit: PROOFS_MAX,
    }));
    notes.moveTo("bookings", bookings.takenAt);
  }
  if (coworkers.complete) notes.moveTo("coworkers", coworkers.takenAt);

  // Beside the rest: what cannot be told of visitors holds up nobody's own access.
  const visits = await readAllVisits(services, client, { installationId });
  const credentials = await readCredentials(services, client, { installationId });
  await continuePins(services, client, { installationId, memberIds: null });

  const isRead = definitions.complete && coworkers.complete && bookings.complete && rights.complete;
  const complete = isRead && isLearnt && doubtful === 0;
  if (complete)
    await updateInstallation(
      services.db,
      { installationId },
      { lastFullReadAt: now, updatedAt: services.clock.now() },
    );
  return {
    status: complete ? "read" : "incomplete",
    listCalls: definitions.listCalls + coworkers.calls + bookings.calls + rights.listCalls + visits.listCalls,
    proofCalls: proofCalls + rights.proofCalls + definitions.oneCalls + credentials.calls + visits.oneCalls,
    bookings: bookings.items.length,
    members: coworkers.items.length,
  };
}

/**
 * Holders of rights that the list of coworkers did not have (archived ones are not listed): read them one by one. False where
 * the role for that is missing.
 */
async function learnMembers(
  services: Services,
  installationId: InstallationId,
  ids: readonly string[],
  listed: ReadonlySet<string>,
  client: NexudusClient,
): Promise<boolean> {
  const wanted = [...new Set(ids)].filter((id) => !listed.has(id)) as MemberId[];
  if (wanted.length === 0) return true;
  const stored = new Set(
    (await membersById(services.db, { installationId, ids: wanted })).map((row) => row.id),
  );
  for (const id of wanted) {
    if (stored.has(id)) continue;
    const asOf = services.clock.now();
    const one = await unlessRefused(client.getCoworker(id));
    if (one === null) return false;
    if (one.state === "found") await storeMembers(services, installationId, [one.value], true, asOf);
  }
  return true;
}
