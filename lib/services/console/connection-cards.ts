import { type ConnectionRow, listConnections } from "@/db/queries/connections";
import { countPeople, listAllCoverage } from "@/db/queries/console";
import { contains } from "@/lib/access";
import type { ConnectionId } from "@/lib/access/types";
import type { ConnectionCardView, ConnectionStateView } from "../connection-views";
import type { Services } from "../context";
import { type AccessState, loadAccessState } from "./access-state";
import type { Frame } from "./frame";
import { personTrouble } from "./member-access";

export interface Cards {
  readonly rows: readonly ConnectionRow[];
  readonly cards: readonly ConnectionCardView[];
  readonly state: AccessState;
}

export const stateView = (row: ConnectionRow): ConnectionStateView => ({
  state: row.disconnectingSince === null ? row.state : "disconnecting",
  reason: row.state === "needs_attention" ? row.stateReason : null,
});

/** Connections that cover the chosen location (all without one), with what stands behind each card. */
export async function loadCards(services: Services, frame: Frame): Promise<Cards> {
  const key = { installationId: frame.installationId };
  const [all, coverage, people, state] = await Promise.all([
    listConnections(services.db, key),
    listAllCoverage(services.db, key),
    countPeople(services.db, key),
    loadAccessState(services, { ...key, memberIds: null }),
  ]);
  const covered = (id: ConnectionId) =>
    coverage.filter((row) => row.connectionId === id).map((row) => row.locationId);
  const rows = all.filter(
    (row) => frame.location === null || covered(row.id).some((id) => id === frame.location?.id),
  );
  const openPersons = new Map<ConnectionId, Set<string>>();
  for (const row of state.ledger) {
    const isOpen = row.state === "present" && contains({ from: row.fromAt, until: row.untilAt }, frame.at);
    if (!isOpen) continue;
    const set = openPersons.get(row.connectionId) ?? new Set<string>();
    openPersons.set(row.connectionId, set.add(row.personId));
  }
  return {
    rows,
    state,
    cards: rows.map((row) => ({
      id: row.id,
      vendorName: services.definition(row.vendor)?.name ?? row.vendor,
      accountLabel: row.accountLabel,
      state: stateView(row),
      locationNames: frame.locations.filter((l) => covered(row.id).includes(l.id)).map((l) => l.name),
      people: people.find((one) => one.connectionId === row.id)?.people ?? 0,
      openNow: openPersons.get(row.id)?.size ?? 0,
      problems: peopleInTrouble(state, row.id),
    })),
  };
}

/** People of a connection whom something stands in the way of; those parked with the connection are not counted. */
export function peopleInTrouble(state: AccessState, connectionId: ConnectionId): number {
  const connection = state.connections.find((row) => row.row.id === connectionId);
  if (!connection || connection.row.state === "needs_attention") return 0;
  let count = 0;
  for (const person of state.persons.values())
    if (person.connectionId === connectionId && personTrouble(state, connection, person)) count += 1;
  return count;
}
