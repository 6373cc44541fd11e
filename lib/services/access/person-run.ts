import type { ConnectionRow } from "@/db/queries/connections";
import type { Lease } from "@/db/queries/leases";
import { saveForeign } from "@/db/queries/ledger";
import type { PersonRow } from "@/db/queries/persons";
import { lossesOf, plan } from "@/lib/access";
import type { ObservedGrant, Plan, PlanningCapabilities, Snapshot } from "@/lib/access/types";
import type { Connector, ConnectorDefinition, VendorGrant, VendorPerson } from "@/lib/connectors/contract";
import { parseGrantMarker } from "@/lib/connectors/marker";
import type { Services, Urgency } from "../context";
import { keptRows } from "../safety/kept-rows";
import { SOON_MS } from "../safety/pending";
import { loadDesired, loadStandings } from "./desired";
import { loadLedger } from "./load-ledger";
import { begunAmong, type OwnGrants, ownGrants } from "./own-grants";

const DAY_MS = 86_400_000;

/** One person being worked on under a lease. */
export interface PersonRun {
  readonly services: Services;
  readonly connection: ConnectionRow;
  readonly definition: ConnectorDefinition;
  readonly connector: Connector;
  readonly person: PersonRow;
  /** Proof of being the one at work: what is written to the ledger depends on it. */
  readonly lease: Lease;
  /**
   * Before every call that writes: takes the lease for longer and looks whether the connection is still as it was.
   * Errors: `FenceLostError` when somebody else has taken over; `conflict` when an admin changed the connection.
   */
  readonly hold: () => Promise<void>;
  /** Operations of this run that failed: each stands until a later run. */
  readonly failed: Set<string>;
  /** Whether the vendor's own clean-up of this person was undone in this run: what went with it was not taken out. */
  readonly wasRestored: () => boolean;
  /** What led to it, for the operation records. */
  readonly cause: string;
  readonly urgency: Urgency;
}

/** What planning may count on for this connection: the vendor's claim, the admin's switch, what it refused. */
export function capabilitiesOf(
  connection: ConnectionRow,
  definition: ConnectorDefinition,
): PlanningCapabilities {
  const timedGrants = connection.vendorWindows && definition.capabilities.timedGrants.value === "yes";
  return {
    timedGrants,
    openEnded: definition.capabilities.openEnded?.value ?? "timed",
    grantsPerGroup: connection.singleGrant ? "one" : definition.capabilities.grantsPerGroup.value,
    pushAheadMs: timedGrants ? definition.pushAheadDays * DAY_MS : 0,
  };
}

/**
 * One person's grants as the planner wants them. Ours = in the ledger, begun without an outcome, or carrying our mark for
 * this very person; all else is foreign.
 */
export function toObserved(
  grants: readonly VendorGrant[],
  person: Pick<PersonRow, "id" | "connectionId">,
  ours: OwnGrants,
): ObservedGrant[] {
  const begun = begunAmong(grants, person.id, ours);
  return grants.map((grant) => {
    const known = ours.ids.has(grant.vendorGrantId) || begun.has(grant);
    const marked = grant.marker !== null && parseGrantMarker(grant.marker)?.personId === person.id;
    return {
      key: { connectionId: person.connectionId, personId: person.id, groupId: grant.groupId },
      vendorGrantId: grant.vendorGrantId,
      window: grant.window,
      ownership: marked || known ? "ours" : "foreign",
    };
  });
}

export interface PersonPlan extends Plan {
  /** Ledger rows whose object was at the vendor: a grant under one of them puts back what was taken out there. */
  readonly known: ReadonlySet<string>;
  /** By ledger row, when what is at the vendor ends: those whose end is yet to come. */
  readonly ends: ReadonlyMap<string, Date>;
  readonly desiresAnything: boolean;
}

/**
 * Plans one person from stored facts, the ledger and what the vendor shows. `seen` null = the person is not
 * at the vendor (yet). Stores foreign grants as seen. What may not be taken before an admin's answer stays, and is
 * held (design S2). No platform call.
 */
export async function planPerson(run: PersonRun, seen: VendorPerson | null, now: Date): Promise<PersonPlan> {
  const { services, connection, person } = run;
  const ledger = await loadLedger(services, connection, [person.id]);
  const ours = await ownGrants(services, connection, run.definition, ledger);
  const items = toObserved(seen?.grants ?? [], person, ours);
  const observed: Snapshot<ObservedGrant> = { complete: true, takenAt: now, items };
  const [{ desired }, standings] = await Promise.all([
    loadDesired(services, connection, { personIds: [person.id], now }),
    loadStandings(
      services,
      connection,
      ledger.flatMap((row) => row.sources),
    ),
  ]);
  if (seen !== null)
    await saveForeign(
      services.db,
      { installationId: connection.installationId, connectionId: connection.id, personId: person.id, now },
      items.flatMap((item) =>
        item.ownership === "foreign"
          ? [{ vendorGrantId: item.vendorGrantId, groupId: item.key.groupId, window: item.window }]
          : [],
      ),
    );
  const losses = lossesOf({ now, soonMs: SOON_MS, desired, ledger, standings });
  const kept =
    losses.length === 0 ? new Set<string>() : await keptRows(services, connection, { losses, now });
  const result = plan({
    now,
    connectionId: connection.id,
    people: [{ personId: person.id, vendorPersonId: person.vendorPersonId, link: person.link }],
    desired,
    observed,
    ledger,
    standings,
    // Sources are facts of record: one proven gone was proven by its id, after a complete read.
    platformComplete: true,
    capabilities: capabilitiesOf(connection, run.definition),
    kept,
  });
  const known = new Set(ledger.filter((row) => row.state === "present").map((row) => row.id));
  const ends = new Map(
    ledger.flatMap(({ id, state, window: { until } }) =>
      state === "present" && until !== null && until > now ? [[id, until] as const] : [],
    ),
  );
  return { ...result, known, ends, desiresAnything: desired.length > 0 };
}
