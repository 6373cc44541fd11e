import { type ConnectionRow, coveredLocations, holdConnection } from "@/db/queries/connections";
import { listLocations } from "@/db/queries/installations";
import {
  openVisitKeys,
  unwantVisits,
  type WantedVisit,
  wakeVisits,
  wantVisit,
} from "@/db/queries/visit-keys";
import { guestFacts, visitorFacts } from "@/db/queries/visits";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { isKept } from "../connections/kept";
import type { OutgoingEvent, Services } from "../context";
import { connectionsWithLinks } from "./guest-links";
import { type VisitFacts, wantedVisits } from "./wanted";

/** Longer than any day of a location: who arrived before then is over. */
const PAST_MS = 26 * 3_600_000;

/**
 * Stored facts -> what each visit wants on every connection that makes links, written down before anything is asked
 * for. Visits without a right (any more) want nothing. Does nothing at all where no connection makes links or ever did.
 * No platform and no vendor call. Repeat: without new facts nothing is asked for.
 */
export async function projectVisits(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    /** Looks at every open visit again, changed or not: their connection was brought back. */
    readonly force?: boolean;
  },
): Promise<{ readonly changed: number }> {
  const { installationId, force = false } = input;
  const rows = (await connectionsWithLinks(services, { installationId })).filter(({ connection }) =>
    isKept(connection),
  );
  if (rows.length === 0) return { changed: 0 };
  const facts = rows.some((row) => row.makes) ? await loadFacts(services, installationId) : null;
  const events: OutgoingEvent[] = [];
  for (const { connection, makes } of rows) {
    const wanted = makes && facts ? await wantedOn(services, connection, facts) : [];
    const changed = await writeWanted(services, connection, wanted);
    const woken = force
      ? await wakeVisits(services.db, {
          installationId,
          connectionId: connection.id,
          now: services.clock.now(),
        })
      : [];
    for (const keyId of new Set([...changed, ...woken]))
      events.push({
        name: "visits/key.apply.requested",
        data: { installationId, connectionId: connection.id, keyId, cause: "facts" },
      });
  }
  await services.emit(events);
  return { changed: events.length };
}

async function loadFacts(services: Services, installationId: InstallationId): Promise<VisitFacts> {
  const arrivesAfter = new Date(services.clock.now().getTime() - PAST_MS);
  const [visitors, guests, locations] = await Promise.all([
    visitorFacts(services.db, { installationId, arrivesAfter }),
    guestFacts(services.db, { installationId }),
    listLocations(services.db, { installationId }),
  ]);
  return { visitors, guests, locations };
}

async function wantedOn(
  services: Services,
  connection: ConnectionRow,
  facts: VisitFacts,
): Promise<WantedVisit[]> {
  const covered = await coveredLocations(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
  });
  const { leadMinutes, lagMinutes } = connection;
  const rules = { connectionId: connection.id, leadMinutes, lagMinutes, covered: new Set(covered) };
  return wantedVisits(facts, rules);
}

/** Writes the differences in one transaction that no disconnect can overtake. Returns the visits to look at. */
async function writeWanted(
  services: Services,
  connection: ConnectionRow,
  wanted: readonly WantedVisit[],
): Promise<string[]> {
  const { installationId } = connection;
  const scope = { installationId, connectionId: connection.id };
  const now = services.clock.now();
  return services.db.transaction(async (tx) => {
    const current = await holdConnection(tx, scope);
    if (!current || !isKept(current)) return [];
    const known = new Map((await openVisitKeys(tx, { ...scope, now })).map((row) => [row.visit, row]));
    const ids: string[] = [];
    for (const visit of wanted) {
      const row = known.get(visit.visit);
      known.delete(visit.visit);
      // Over before anything was made for it: nothing to keep books of.
      if (!row && visit.window.until <= now) continue;
      const isSame =
        row?.wantedFrom?.getTime() === visit.window.from.getTime() &&
        row.wantedUntil?.getTime() === visit.window.until.getTime();
      if (!isSame) ids.push(await wantVisit(tx, { installationId, ...visit, id: randomId(), now }));
    }
    // What ended by itself keeps the end it had: the timer that is set for it closes it.
    const withdrawn = [...known.values()].filter((row) => row.wantedUntil !== null && row.wantedUntil > now);
    await unwantVisits(tx, { installationId, ids: withdrawn.map((row) => row.id), now });
    return [...ids, ...withdrawn.map((row) => row.id)];
  });
}
