import { getConnection } from "@/db/queries/connections";
import { deleteProblems } from "@/db/queries/credential-problems";
import { settleEdges } from "@/db/queries/edges";
import { FenceLostError } from "@/db/queries/fence";
import { acquireLease, leaseResource, releaseLease, renewLease } from "@/db/queries/leases";
import { supersedeOthers } from "@/db/queries/operations";
import { getPerson, type PersonRow, updatePerson } from "@/db/queries/persons";
import { plan, sourceKey } from "@/lib/access";
import type { ConnectionId, InstallationId, Operation, PersonId, Plan, Source } from "@/lib/access/types";
import type { VendorPerson } from "@/lib/connectors/contract";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { personMarker } from "@/lib/connectors/marker";
import { randomId } from "@/lib/security/tokens";
import { hold, LEASE_MS } from "../access/hold";
import { loadLedger } from "../access/load-ledger";
import { ownGrants } from "../access/own-grants";
import { correctLedger, perform } from "../access/perform";
import { capabilitiesOf, type PersonRun, toObserved } from "../access/person-run";
import { backOffMs } from "../access/retry";
import { NO_CREDENTIALS } from "../access/write-credential";
import type { Services } from "../context";
import { clearCredentials, removeMadePerson } from "./disconnect-credentials";
import { parkConnection } from "./park";

export type LetGo =
  /** Nothing of ours is left with this person. */
  | { readonly status: "clear" }
  /** Gone meanwhile, or the connection is not being disconnected. */
  | { readonly status: "skipped" }
  /** Somebody is at work on them. */
  | { readonly status: "busy" }
  /** The vendor refused some of it, for this person alone: noted on them, tried again later. */
  | { readonly status: "refused"; readonly kind: string }
  /** The vendor is not to be had: nobody else is tried now. */
  | { readonly status: "retry"; readonly afterMs: number; readonly kind: string }
  | { readonly status: "parked" };

const PASSES_MAX = 3;
/** Stands in for every reason: the admin's word, or the end of the grace, is proof enough. */
const ENDED: readonly Source[] = [{ kind: "booking", id: "ended" }];

/**
 * Takes back everything Lintel gave one person, under the person's lease and by the ledger: grants first, then
 * the e-mail, PIN and cards it wrote, then the person where that was asked for. What is foreign is never touched.
 * No Nexudus call. Repeat: writes nothing; a crash anywhere is taken up where it stopped.
 */
export async function letPersonGo(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
  },
): Promise<LetGo> {
  const key = { installationId: input.installationId, personId: input.personId };
  const lease = await acquireLease(services.db, {
    installationId: input.installationId,
    resource: leaseResource.person(input.personId),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return { status: "busy" };
  const stillOurs = async () =>
    (await renewLease(services.db, lease, { ttlMs: LEASE_MS, now: services.clock.now() })) !== null;
  const failed = new Set<string>();
  try {
    for (let pass = 0; ; pass += 1) {
      const connection = await getConnection(services.db, input);
      const definition = connection && services.definition(connection.vendor);
      const person = await getPerson(services.db, key);
      if (!connection || !definition || person?.connectionId !== connection.id) return { status: "skipped" };
      if (connection.disconnectingSince === null) return { status: "skipped" };
      const connector = services.connector(connection);
      const run: PersonRun = {
        services,
        connection,
        definition,
        connector,
        person,
        lease,
        hold: () => hold(services, lease, connection),
        failed,
        wasRestored: () => false,
        urgency: "ordinary",
        cause: "disconnect",
      };
      try {
        return await letGoOnce(run, stillOurs);
      } catch (error) {
        if (error instanceof FenceLostError) return { status: "busy" };
        if (!(error instanceof VendorError)) throw error;
        const disposition = dispositionOf(error);
        if (disposition.do === "replan" && pass < PASSES_MAX) continue;
        const now = services.clock.now();
        await updatePerson(services.db, key, { lastErrorKind: error.kind, lastErrorAt: now, updatedAt: now });
        if (disposition.do === "park") {
          await parkConnection(services, connection, error);
          return { status: "parked" };
        }
        if (disposition.do === "retry")
          return { status: "retry", afterMs: await backOffMs(run), kind: error.kind };
        if (disposition.do === "retry_at")
          return { status: "retry", afterMs: disposition.afterMs, kind: error.kind };
        return { status: "refused", kind: error.kind };
      }
    }
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function letGoOnce(run: PersonRun, stillOurs: () => Promise<boolean>): Promise<LetGo> {
  const { services, connection } = run;
  const person = await withVendorId(run);
  const working = { ...run, person };
  const key = { installationId: connection.installationId, personId: person.id };
  const now = services.clock.now();
  const seen =
    person.vendorPersonId === null ? null : await run.connector.observePerson(person.vendorPersonId);
  const { operations, ledgerChanges } = await planLettingGo(working, seen, now);
  await correctLedger(working, ledgerChanges);
  let refusal: VendorError | null = null;
  for (const operation of operations) {
    if (operation.verb !== "revoke") continue;
    if (!(await stillOurs())) return { status: "busy" };
    refusal = (await recordedRefusal(() => perform(working, operation))) ?? refusal;
  }
  await supersedeOthers(services.db, { ...key, except: run.failed, now: services.clock.now() });
  await settleEdges(services.db, {
    ...key,
    connectionId: connection.id,
    asOf: now,
    revision: person.revision,
    now: services.clock.now(),
  });
  if (seen !== null) {
    if (!(await stillOurs())) return { status: "busy" };
    refusal = (await recordedRefusal(() => clearCredentials(working))) ?? refusal;
    if (refusal === null && (await stillOurs()))
      refusal = await recordedRefusal(() => removeMadePerson(working, seen, operations.filter(isRevoke)));
  }
  const at = services.clock.now();
  if (refusal === null) await deleteProblems(services.db, key);
  await updatePerson(
    services.db,
    key,
    refusal === null
      ? { desiredDigest: null, ...NO_CREDENTIALS, lastErrorKind: null, lastErrorAt: null, updatedAt: at }
      : { lastErrorKind: refusal.kind, lastErrorAt: at, updatedAt: at },
  );
  return refusal === null ? { status: "clear" } : { status: "refused", kind: refusal.kind };
}

const isRevoke = (operation: Operation): operation is Extract<Operation, { verb: "revoke" }> =>
  operation.verb === "revoke";

/** One refused operation holds up nothing else of the person; every other trouble ends the pass. */
async function recordedRefusal(call: () => Promise<unknown>): Promise<VendorError | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (error instanceof VendorError && dispositionOf(error).do === "record") return error;
    throw error;
  }
}

/** A person whose making lost its answer is found by the mark. */
async function withVendorId(run: PersonRun): Promise<PersonRow> {
  const { services, connection, person } = run;
  if (person.vendorPersonId !== null || connection.activatedAt === null) return person;
  const ids = { installationId: connection.installationId, personId: person.id };
  const [found] = await run.connector.findPeople({ marker: personMarker(ids) });
  if (!found) return person;
  const known = { vendorPersonId: found.vendorPersonId, origin: "made" as const };
  await updatePerson(services.db, ids, { ...known, updatedAt: services.clock.now() });
  return { ...person, ...known };
}

/** The plan of somebody who should hold nothing. Nobody need be surely the member to lose what is Lintel's. */
async function planLettingGo(run: PersonRun, seen: VendorPerson | null, now: Date): Promise<Plan> {
  const { services, connection, definition, person } = run;
  const ledger = await loadLedger(services, connection, [person.id]);
  const ours = await ownGrants(services, connection, definition, ledger);
  return plan({
    now,
    connectionId: connection.id,
    people: [{ personId: person.id, vendorPersonId: person.vendorPersonId, link: "ready" }],
    desired: [],
    observed: {
      complete: true,
      takenAt: now,
      items: toObserved(seen?.grants ?? [], person, ours),
    },
    ledger: ledger.map((row) => ({ ...row, sources: ENDED })),
    standings: new Map(ENDED.map((source) => [sourceKey(source), "known"])),
    platformComplete: true,
    capabilities: capabilitiesOf(connection, definition),
  });
}
