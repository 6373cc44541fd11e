import { getConnection, updateConnection } from "@/db/queries/connections";
import { wantFlush } from "@/db/queries/flushes";
import { getInstallation } from "@/db/queries/installations";
import { holdersOfForeign, saveForeign } from "@/db/queries/ledger";
import { listPersons, type PersonRow } from "@/db/queries/persons";
import { listTouched } from "@/db/queries/touched";
import { lossesOf, plan } from "@/lib/access";
import type {
  ConnectionId,
  InstallationId,
  ObservedGrant,
  Operation,
  PersonId,
  Snapshot,
} from "@/lib/access/types";
import { dispositionOf } from "@/lib/connectors/errors";
import { readAll as readVendor } from "@/lib/connectors/read-all";
import { flushEvent } from "../connections/flush";
import { isKept } from "../connections/kept";
import { parkConnection } from "../connections/park";
import { refreshGroups } from "../connections/refresh-groups";
import type { OutgoingEvent, Services } from "../context";
import { readAll } from "../platform/read-all";
import { isRepairOf, spentRepairs, TAKEN_OUT } from "../safety/drift";
import { heldRows } from "../safety/kept-rows";
import { SOON_MS } from "../safety/pending";
import { settleQuestions } from "../safety/settle-questions";
import { applyRequest } from "./ask-apply";
import { loadDesired, loadStandings } from "./desired";
import { loadLedger } from "./load-ledger";
import { ownGrants } from "./own-grants";
import { capabilitiesOf, toObserved } from "./person-run";
import { projectMembers } from "./project-members";
import { isToPutAway } from "./put-away";

/** Two connections of one installation share a read that is this fresh. */
const FRESH_MS = 5 * 60_000;

export interface Reconciled {
  readonly status: "compared" | "incomplete" | "parked" | "skipped";
  readonly people: number;
  /** People whose vendor state differs from what it should be: each is applied on its own. */
  readonly differing: number;
}

/** First half of a full check of a connection: read Nexudus whole, unless that was just done, and project everybody. */
export async function refreshFacts(
  services: Services,
  input: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<"fresh" | "read" | "incomplete" | "skipped"> {
  const installation = await getInstallation(services.db, input);
  if (!installation) return "skipped";
  const now = services.clock.now();
  const fresh =
    installation.lastFullReadAt !== null && now.getTime() - installation.lastFullReadAt.getTime() < FRESH_MS;
  const status = fresh ? "fresh" : (await readAll(services, input)).status;
  const { installationId, connectionId } = input;
  const everybody = { installationId, memberIds: null, cause: "full check" };
  // Whoever read them has worked them out for every connection, unless somebody still waits for that.
  const waiting = fresh ? await listTouched(services.db, input) : null;
  await projectMembers(services, waiting?.length === 0 ? { ...everybody, connectionId } : everybody);
  return status;
}

/**
 * Second half: read the vendor whole, plan everybody, and ask for one apply per person who differs. Writes
 * nothing at the vendor itself. An incomplete vendor read means "not observed", not "not there".
 */
export async function compareConnection(
  services: Services,
  input: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<Reconciled> {
  const connection = await getConnection(services.db, input);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition || !isKept(connection))
    return { status: "skipped", people: 0, differing: 0 };
  const connector = services.connector(connection);
  const { snapshot, error } = await readVendor((cursor) => connector.observe(cursor), {
    clock: services.clock,
  });
  if (error && dispositionOf(error).do === "park") {
    await parkConnection(services, connection, error);
    return { status: "parked", people: 0, differing: 0 };
  }
  const now = services.clock.now();
  const [persons, ledger, { desired }] = await Promise.all([
    listPersons(services.db, input),
    loadLedger(services, connection, null),
    loadDesired(services, connection, { personIds: null, now }),
  ]);
  const standings = await loadStandings(
    services,
    connection,
    ledger.flatMap((row) => row.sources),
  );
  const ours = await ownGrants(services, connection, definition, ledger);
  const seen = new Map(snapshot.items.map((person) => [person.vendorPersonId, person]));
  const hadForeign = await holdersOfForeign(services.db, input);
  const grants: ObservedGrant[] = [];
  for (const person of persons) {
    if (person.vendorPersonId === null) continue;
    const vendor = seen.get(person.vendorPersonId);
    const observed = toObserved(vendor?.grants ?? [], person, ours);
    grants.push(...observed);
    const foreign = observed.filter((grant) => grant.ownership === "foreign");
    // Most have none and had none: nothing is to be replaced.
    if (vendor && (foreign.length > 0 || hadForeign.has(person.id)))
      await saveForeign(
        services.db,
        { ...input, personId: person.id, now },
        foreign.map((g) => ({ vendorGrantId: g.vendorGrantId, groupId: g.key.groupId, window: g.window })),
      );
  }
  const observed: Snapshot<ObservedGrant> = snapshot.complete
    ? { complete: true, takenAt: snapshot.takenAt, items: grants }
    : { complete: false, reason: snapshot.reason, items: grants };
  const losses = lossesOf({ now, soonMs: SOON_MS, desired, ledger, standings });
  await settleQuestions(services, connection, { personIds: null, losses });
  const result = plan({
    now,
    connectionId: connection.id,
    people: persons.map((row) => ({ personId: row.id, vendorPersonId: row.vendorPersonId, link: row.link })),
    desired,
    observed,
    ledger,
    standings,
    platformComplete: true,
    capabilities: capabilitiesOf(connection, definition),
    kept: await heldRows(services, connection, losses),
  });
  const differing = new Set<PersonId>();
  const known = new Set(ledger.filter((row) => row.state === "present").map((row) => row.id));
  const noted = new Set(persons.filter((row) => row.lastErrorKind === TAKEN_OUT).map((row) => row.id));
  const isNoted = (operation: Operation) => operation.verb === "grant" && noted.has(operation.key.personId);
  const isSpent = await spentRepairs(services, { ...input, personIds: null, now });
  // Taken out again and again: left as it is until somebody says so, or the day is over.
  for (const operation of result.operations)
    if (!(isRepairOf(operation, known) && isSpent(operation) && isNoted(operation)))
      differing.add(operation.verb === "ensurePerson" ? operation.personId : operation.key.personId);
  const holding = new Set(ledger.map((row) => row.key.personId));
  const wanting = new Set(desired.map((grant) => grant.key.personId));
  // Known to be shut out there and still so: an apply would leave them as they are until an admin's click (design S3).
  const isOut = ({ id, vendorPersonId, disabledSince }: PersonRow) => {
    if (vendorPersonId === null || disabledSince === null || !wanting.has(id)) return false;
    const vendor = seen.get(vendorPersonId);
    return vendor ? vendor.state !== "active" : snapshot.complete;
  };
  for (const person of persons) {
    const vendor = person.vendorPersonId === null ? undefined : seen.get(person.vendorPersonId);
    // Somebody shut them out there, or let them in again, and left their memberships as they are.
    const isTurned = vendor && (vendor.state === "active") === (person.disabledSince !== null);
    if (isTurned && wanting.has(person.id)) differing.add(person.id);
    // Nothing is left to them, and what is to become of them then has not been done.
    const isOver = vendor && !wanting.has(person.id) && !holding.has(person.id) && vendor.grants.length === 0;
    if (isOver && isToPutAway({ connection, definition, person }, vendor)) differing.add(person.id);
  }
  const rowOwner = new Map(ledger.map((row) => [row.id, row.key.personId]));
  for (const change of result.ledgerChanges) {
    const owner = change.kind === "record" ? change.key.personId : rowOwner.get(change.ledgerId);
    if (owner) differing.add(owner);
  }
  for (const person of persons) if (isOut(person)) differing.delete(person.id);
  const losing = new Set(
    result.operations.flatMap((each) => (each.verb === "revoke" ? [each.key.personId] : [])),
  );
  const events: OutgoingEvent[] = persons
    .filter((person) => differing.has(person.id))
    .map((person) =>
      applyRequest({
        ...input,
        personId: person.id,
        revision: person.revision,
        cause: "full check",
        isEnding: losing.has(person.id),
      }),
    );
  await services.emit(events);
  await updateConnection(services.db, input, {
    lastReconcileAt: now,
    lastReconcileComplete: snapshot.complete,
    updatedAt: services.clock.now(),
  });
  if (snapshot.complete) await refreshGroups(services, input);
  // Once an hour whatever is known: a write whose outcome was never heard may wait for it.
  if (connector.flush) {
    await wantFlush(services.db, { ...input, now });
    await services.emit([flushEvent(input, now)]);
  }
  return {
    status: snapshot.complete ? "compared" : "incomplete",
    people: persons.length,
    differing: differing.size,
  };
}
