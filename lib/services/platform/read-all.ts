import { doubtUnlisted, membersById, moveCursor } from "@/db/queries/facts";
import { listLocations, updateInstallation } from "@/db/queries/installations";
import { saveItems } from "@/db/queries/mappings";
import type { InstallationId, LocationId, MemberId } from "@/lib/access/types";
import type { NexudusClient } from "@/lib/nexudus/client";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { clientFor } from "./client-for";
import { proveAbsence } from "./prove-absence";
import { unlessRefused } from "./refused";
import { storeBookings, storeMembers, storeRead } from "./store";

const PAST_MS = 24 * 3_600_000;
const PROOFS_MAX = 100;

export interface FullRead {
  readonly status: "read" | "incomplete" | "skipped";
  /** List calls only. */
  readonly listCalls: number;
  readonly proofCalls: number;
  readonly bookings: number;
  readonly members: number;
}

/**
 * Reads everything rights come from: resources, coworkers, bookings from a day ago to the end of the
 * lookahead. Only a complete list puts the unlisted in doubt, and only a look at the record itself ends it.
 */
export async function readAll(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<FullRead> {
  const { installationId } = input;
  const found = await clientFor(services, installationId);
  if (!found) return { status: "skipped", listCalls: 0, proofCalls: 0, bookings: 0, members: 0 };
  const client = found.client.withPriority("reconcile");
  const now = services.clock.now();
  const known = new Set((await listLocations(services.db, { installationId })).map((row) => row.id));

  const resources = await client.listResources();
  await storeRead(services, { installationId, kind: "full", entity: "resources" }, resources);
  await saveItems(
    services.db,
    { installationId, kind: "resource", complete: resources.complete, now },
    resources.items.map((row) => ({
      id: row.id,
      name: row.name,
      archived: row.archived,
      locationId: known.has(row.businessId as LocationId) ? (row.businessId as LocationId) : null,
    })),
  );

  const coworkers = await client.listCoworkers();
  await storeRead(services, { installationId, kind: "full", entity: "coworkers" }, coworkers);
  await storeMembers(services, installationId, coworkers.items, false, coworkers.takenAt);

  const readId = randomId();
  const window = {
    from: new Date(now.getTime() - PAST_MS),
    until: new Date(now.getTime() + services.config.bookingLookaheadMs),
  };
  const bookings = await client.listBookingsTouching(window);
  await storeRead(services, { installationId, kind: "full", entity: "bookings", id: readId }, bookings);
  await storeBookings(services, installationId, bookings.items, readId, bookings.takenAt);
  const isLearnt = await learnMembers(
    services,
    installationId,
    bookings.items.flatMap((row) => row.coworkerId ?? []),
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
    await moveCursor(services.db, { installationId, entity: "bookings", to: bookings.takenAt });
  }
  if (coworkers.complete)
    await moveCursor(services.db, { installationId, entity: "coworkers", to: coworkers.takenAt });

  const complete =
    resources.complete && coworkers.complete && bookings.complete && isLearnt && doubtful === 0;
  if (complete)
    await updateInstallation(
      services.db,
      { installationId },
      { lastFullReadAt: now, updatedAt: services.clock.now() },
    );
  return {
    status: complete ? "read" : "incomplete",
    listCalls: resources.calls + coworkers.calls + bookings.calls,
    proofCalls,
    bookings: bookings.items.length,
    members: coworkers.items.length,
  };
}

/**
 * Bookings of coworkers the list did not have (archived ones are not listed): read them one by one. False where
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
