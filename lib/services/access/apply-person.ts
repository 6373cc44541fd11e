import { getConnection, noteReach, updateConnection } from "@/db/queries/connections";
import { FenceLostError, underFence } from "@/db/queries/fence";
import { acquireLease, leaseResource, releaseLease } from "@/db/queries/leases";
import { supersedeOthers } from "@/db/queries/operations";
import { getPerson, updatePerson } from "@/db/queries/persons";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { isKept } from "../connections/kept";
import { parkConnection } from "../connections/park";
import type { Services, Urgency } from "../context";
import { notePersonProblem, tellPersonProblems } from "../notices/problems";
import { askForPass } from "../passes/ask-pass";
import { sortRepairs, TAKEN_OUT } from "../safety/drift";
import { applyRequest } from "./ask-apply";
import { syncCredentials } from "./credentials";
import { ensurePerson } from "./ensure-person";
import { hold, LEASE_MS } from "./hold";
import { keepEnds } from "./keep-ends";
import { correctLedger, perform } from "./perform";
import { type PersonPlan, type PersonRun, planPerson } from "./person-run";
import { putAway } from "./put-away";
import { type Restoring, recoverPerson, settle } from "./recover-person";
import { backOffMs } from "./retry";
import { withdrawAsked } from "./withdraw-asked";

export interface ApplyInput {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
  readonly cause: string;
  /** Whose calls go first where the vendor's pace holds them back; left out = ordinary. */
  readonly urgency?: Urgency;
  /** An admin's click: somebody whom a human deleted at the vendor is restored (design S3). */
  readonly restores?: boolean;
}

export type ApplyResult =
  /** The plan as of now holds at the vendor. `failed` = single operations that need somebody. */
  | {
      readonly status: "applied";
      readonly operations: number;
      readonly held: number;
      readonly failed: number;
    }
  /** Nothing to do here: unknown person, or a connection whose doors Lintel does not keep. */
  | {
      readonly status: "skipped";
      readonly why: "unknown" | "not_kept" | "needs_admin" | "disabled_at_vendor";
    }
  /** Somebody else is at it, or the vendor wants us to come back. */
  | { readonly status: "retry"; readonly afterMs: number; readonly why: "busy" | "vendor" }
  | { readonly status: "parked" };

const BUSY_RETRY_MS = 1_000;
const PASSES_MAX = 3;

/**
 * Makes one person at one vendor as they should be now: lease, plan from stored facts, apply, record. A run for an
 * ending leaves what begins later to an ordinary one, which it asks for.
 * Makes no Nexudus call. Repeat and concurrency: a second caller is told to come back; running again after
 * success writes nothing.
 */
export async function applyPerson(services: Services, input: ApplyInput): Promise<ApplyResult> {
  const connection = await getConnection(services.db, input);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition) return { status: "skipped", why: "unknown" };
  if (!isKept(connection)) return { status: "skipped", why: "not_kept" };

  const known = await getPerson(services.db, input);
  if (known?.connectionId !== connection.id) return { status: "skipped", why: "unknown" };
  const resource = leaseResource.person(input.personId);
  const lease = await acquireLease(services.db, {
    installationId: input.installationId,
    resource,
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return { status: "retry", afterMs: BUSY_RETRY_MS, why: "busy" };
  const failed = new Set<string>();
  const restored = new Set<string>();
  try {
    for (let pass = 0; ; pass += 1) {
      const person = await getPerson(services.db, input);
      const fresh = await getConnection(services.db, input);
      if (!person || !fresh) return { status: "skipped", why: "unknown" };
      // Read under the lease: whoever takes everything back waits for it, and nothing is given after.
      if (!isKept(fresh)) return { status: "skipped", why: "not_kept" };
      const run: PersonRun = {
        services,
        connection: fresh,
        definition,
        connector: services.connector(fresh, input.urgency),
        person,
        lease,
        hold: () => hold(services, lease, fresh),
        failed,
        wasRestored: () => restored.size > 0,
        cause: input.cause,
        urgency: input.urgency ?? "ordinary",
      };
      try {
        const result = await applyOnce(run, { restores: input.restores === true, restored });
        await tellOutcome(services, input, result);
        if (result.status === "applied") await askForPass(services, fresh, input);
        return result;
      } catch (error) {
        if (error instanceof FenceLostError) return { status: "retry", afterMs: BUSY_RETRY_MS, why: "busy" };
        const answer = await onError(run, error, pass);
        if (answer !== "again") return answer;
      }
    }
  } finally {
    await releaseLease(services.db, lease);
  }
}

/** What is wrong with the person after an apply that came to its end, also for Nexudus' own log. */
async function tellOutcome(services: Services, input: ApplyInput, result: ApplyResult): Promise<void> {
  if (result.status !== "applied" && result.status !== "skipped") return;
  const person = await getPerson(services.db, input);
  if (person) await tellPersonProblems(services, person);
}

async function applyOnce(run: PersonRun, restoring: Restoring): Promise<ApplyResult> {
  const { services, connection, person } = run;
  const key = { installationId: connection.installationId, personId: person.id };
  const now = services.clock.now();
  const seen =
    person.vendorPersonId === null ? null : await run.connector.observePerson(person.vendorPersonId);
  const plan = await planPerson(run, seen, now);

  if (person.vendorPersonId !== null && seen?.state !== "active") {
    // Shut out or not: what an admin asked back is not to hold once the vendor's staff let them in again.
    if (seen !== null) await withdrawAsked(run);
    const answer = await recoverPerson(run, seen, plan, restoring);
    if (answer !== "go on") return answer;
    throw new VendorError("conflict", "the person was restored; look again");
  }
  if (seen !== null && person.disabledSince !== null)
    await updatePerson(services.db, key, { disabledSince: null, updatedAt: now });
  if (plan.desiresAnything && person.putAway !== null)
    await updatePerson(services.db, key, { putAway: null, updatedAt: now });

  await correctLedger(run, plan.ledgerChanges);
  let working = run;
  let done = 0;
  let failed = 0;
  let isFull = false;
  let isFreed = false;
  const { repairs, held: takenOut } = await sortRepairs(run, plan, now);
  const operations = allowed(run, plan);
  await keepEnds(run, plan, new Set(operations));
  const later = run.urgency === "ending" ? operations.filter((each) => plan.later.has(each)) : [];
  for (const operation of operations) {
    if (takenOut.has(operation) || later.includes(operation)) continue;
    if (operation.verb === "ensurePerson") {
      const ensured = await ensurePerson(run);
      if (ensured.status === "busy") return { status: "retry", afterMs: BUSY_RETRY_MS, why: "busy" };
      if (ensured.status === "needs_admin") return { status: "skipped", why: "needs_admin" };
      working = {
        ...run,
        person: { ...person, vendorPersonId: ensured.vendorPersonId, origin: person.origin ?? "made" },
      };
      continue;
    }
    try {
      await perform(working, operation, { isRepair: repairs.has(operation) });
      done += 1;
      isFreed ||= operation.verb === "revoke";
    } catch (error) {
      // One refused operation does not hold up the rest; everything else ends this pass.
      if (!(error instanceof VendorError) || dispositionOf(error).do !== "record") throw error;
      isFull ||= error.details.vendorCode === "group_limit";
      failed += 1;
    }
  }
  // At a vendor's cap the old goes first (design S4): what found no room is asked for again now that there is some.
  if (isFull && isFreed) throw new VendorError("conflict", "room was made at the vendor; look again");
  failed += await withdrawAsked(working);
  const away = seen === null || failed > 0 ? "stays" : await putAway(working, seen);
  if (away === "refused") failed += 1;
  const refused = connection.state === "active" && away !== "removed" && !(await syncCredentials(working));
  const at = services.clock.now();
  await underFence(services.db, run.lease, async (tx) => {
    await supersedeOthers(tx, { ...key, except: run.failed, now: at });
    await settle(run, tx, now);
    await updatePerson(tx, key, {
      lastAppliedAt: at,
      ...outcomeOf({ isTakenOut: takenOut.size > 0, isRefused: failed > 0 || refused, at }),
      updatedAt: at,
    });
  });
  if (connection.lastErrorKind !== null) {
    const { installationId, id: connectionId } = connection;
    await noteReach(services.db, { installationId, connectionId, answers: true, now: at });
  }
  if (later.length > 0) await askForLater(run);
  return { status: "applied", operations: done, held: plan.held.length, failed };
}

/** What begins later goes behind everybody's endings: an ordinary run of its own makes it. */
async function askForLater({ services, connection, person, cause }: PersonRun): Promise<void> {
  const { installationId, id: connectionId } = connection;
  const { id: personId, revision } = person;
  await services.emit([applyRequest({ installationId, connectionId, personId, revision, cause })]);
}

/** What stands in the way of the person now; a refusal has been noted with its own kind already. */
function outcomeOf(how: { readonly isTakenOut: boolean; readonly isRefused: boolean; readonly at: Date }) {
  if (how.isTakenOut) return { lastErrorKind: TAKEN_OUT, lastErrorAt: how.at };
  return how.isRefused ? {} : { lastErrorKind: null, lastErrorAt: null };
}

/** A paused connection closes what is known to end, and else takes only what it was asked to (design S8). */
function allowed(run: PersonRun, plan: PersonPlan) {
  if (run.connection.state === "active") return plan.operations;
  return plan.operations.filter(
    (operation) => operation.verb === "revoke" && operation.basis === "window_ended",
  );
}

async function onError(run: PersonRun, error: unknown, pass: number): Promise<ApplyResult | "again"> {
  if (!(error instanceof VendorError)) throw error;
  const { services, connection, person } = run;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const now = services.clock.now();
  if (error.details.vendorCode === "single_association" && !connection.singleGrant && pass < PASSES_MAX) {
    await updateConnection(services.db, key, { singleGrant: true, updatedAt: now });
    return "again";
  }
  if (error.kind === "unavailable") await noteReach(services.db, { ...key, answers: false, now });
  const disposition = dispositionOf(error);
  if (disposition.do === "replan" && pass < PASSES_MAX) return "again";
  await updatePerson(
    services.db,
    { installationId: connection.installationId, personId: person.id },
    { lastErrorKind: error.kind, lastErrorAt: now, updatedAt: now },
  );
  if (disposition.do === "park") {
    await parkConnection(services, connection, error);
    return { status: "parked" };
  }
  if (disposition.do === "record") {
    await notePersonProblem(services, { ...key, personId: person.id, what: "failed" });
    return { status: "applied", operations: 0, held: 0, failed: 1 };
  }
  const afterMs = disposition.do === "retry_at" ? disposition.afterMs : await backOffMs(run);
  return { status: "retry", afterMs, why: "vendor" };
}
