import type { ConnectionRow } from "@/db/queries/connections";
import { type PersonRow, updatePerson } from "@/db/queries/persons";
import type { ConnectorDefinition, OperationOutcome, VendorPerson } from "@/lib/connectors/contract";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { personMarker } from "@/lib/connectors/marker";
import { loadDesired } from "./desired";
import { loadLedger } from "./load-ledger";
import { call } from "./perform";
import type { PersonRun } from "./person-run";
import { record } from "./record";
import { NO_CREDENTIALS } from "./write-credential";

/** Whose rights ended, on which connection, and what both say of it. */
interface Ended {
  readonly connection: ConnectionRow;
  readonly definition: Pick<ConnectorDefinition, "capabilities">;
  readonly person: PersonRow;
}

const markOf = ({ connection, person }: Pick<Ended, "connection" | "person">) =>
  personMarker({ installationId: connection.installationId, personId: person.id });

/** What the admin wants to become of people without a right, as far as the vendor can; null = they stay as they are. */
function wayOf({ connection, definition: { capabilities } }: Ended): "suspend" | "remove" | null {
  if (connection.state !== "active" || connection.whenRightsEnd === "keep") return null;
  return capabilities[connection.whenRightsEnd]?.value === "yes" ? connection.whenRightsEnd : null;
}

/**
 * Whether somebody without a right is still to be put away: made by Lintel and marked so, not shut out by others, and
 * not put away for this end already. Looks only at the person: what they hold is for the caller to know.
 */
export function isToPutAway(ended: Ended, seen: VendorPerson): boolean {
  const { person } = ended;
  const way = wayOf(ended);
  if (way === null || person.origin !== "made" || person.link !== "ready") return false;
  if (seen.marker !== markOf(ended) || person.putAway === "refused") return false;
  const isSuspended = person.putAway === "suspended";
  if (seen.state === "active") return way === "remove" || !isSuspended;
  return person.putAway === "suspending" || (isSuspended && way === "remove");
}

/**
 * Suspends or deletes at the vendor a person whose last right has ended, where the connection says so: never one who
 * holds anything still, of ours or given by hand, or who has a right ahead.
 *
 * Repeat: no change. A process that stops after the call leaves word of what was begun. Errors: those that are not
 * about this person alone.
 */
export async function putAway(
  run: PersonRun,
  seen: VendorPerson,
): Promise<"stays" | "suspended" | "removed" | "refused"> {
  const { services, connection, connector, person } = run;
  if (!isToPutAway(run, seen)) return "stays";
  // Looked at anew: what came while the last right was taken away, of ours or by hand, keeps the person.
  const [{ desired }, ledger] = await Promise.all([
    loadDesired(services, connection, { personIds: [person.id], now: services.clock.now() }),
    loadLedger(services, connection, [person.id]),
  ]);
  if (desired.length > 0 || ledger.length > 0) return "stays";
  const fresh = await connector.observePerson(seen.vendorPersonId);
  if (fresh === null || fresh.grants.length > 0 || !isToPutAway(run, fresh)) return "stays";
  const key = { installationId: connection.installationId, personId: person.id };
  try {
    if (wayOf(run) === "remove") return await remove(run, seen.vendorPersonId);
    return await suspend(run, seen.vendorPersonId);
  } catch (error) {
    if (!(error instanceof VendorError) || dispositionOf(error).do !== "record") throw error;
    await updatePerson(services.db, key, { putAway: "refused", updatedAt: services.clock.now() });
    return "refused";
  }
}

async function suspend(run: PersonRun, vendorPersonId: string): Promise<"stays" | "suspended"> {
  const { connector, connection, person } = run;
  if (!connector.setSuspended) return "stays";
  const set = connector.setSuspended.bind(connector);
  const key = { installationId: connection.installationId, personId: person.id };
  await record(run, {
    row: { verb: "suspendPerson" },
    intend: (tx, now) => updatePerson(tx, key, { putAway: "suspending", updatedAt: now }),
    call: () => asked(() => set({ vendorPersonId, marker: markOf(run), suspended: true })),
    settle: (tx, _, at) => updatePerson(tx, key, { putAway: "suspended", updatedAt: at }),
  });
  return "suspended";
}

/** PIN and cards go first: whether a deleted person still occupies them is not known of every vendor. */
async function remove(run: PersonRun, vendorPersonId: string): Promise<"stays" | "removed"> {
  const { connector, connection, person } = run;
  if (!connector.removePerson) return "stays";
  const delete_ = connector.removePerson.bind(connector);
  const key = { installationId: connection.installationId, personId: person.id };
  const write = { vendorPersonId, pin: null, pinHash: null } as const;
  if (person.pinHash !== null)
    await record(run, {
      row: { verb: "setPin" },
      call: () => call(run, { verb: "setPin", ...write }),
      settle: (tx, _, at) => updatePerson(tx, key, { pinHash: null, updatedAt: at }),
    });
  if (person.cardsHash !== null)
    await record(run, {
      row: { verb: "setCards" },
      call: () => call(run, { verb: "setCards", vendorPersonId, cards: [] }),
      settle: (tx, _, at) => updatePerson(tx, key, { cardsHash: null, updatedAt: at }),
    });
  await record(run, {
    row: { verb: "removePerson" },
    intend: (tx, now) => updatePerson(tx, key, { putAway: "removing", updatedAt: now }),
    call: () => asked(() => delete_({ vendorPersonId, marker: markOf(run) })),
    settle: (tx, _, updatedAt) => updatePerson(tx, key, { ...FORGOTTEN, updatedAt }),
  });
  return "removed";
}

/** What the books say of a person whom Lintel deleted: whoever gets a right again is made anew. */
export const FORGOTTEN = { vendorPersonId: null, putAway: null, ...NO_CREDENTIALS } as const;

/**
 * Lets in again whom Lintel suspended, before anything is given. `not_ours` = somebody else shut them out; `waits` =
 * nothing is given while the connection is paused. Errors: the vendor's own.
 */
export async function letBackIn(
  run: PersonRun,
  seen: VendorPerson,
): Promise<"let_in" | "not_ours" | "waits"> {
  const { connector, connection, person } = run;
  const isOurs = person.putAway === "suspending" || person.putAway === "suspended";
  if (!isOurs || !connector.setSuspended || seen.marker !== markOf(run)) return "not_ours";
  if (connection.state !== "active") return "waits";
  const set = connector.setSuspended.bind(connector);
  const key = { installationId: connection.installationId, personId: person.id };
  const { vendorPersonId } = seen;
  await record(run, {
    row: { verb: "unsuspendPerson" },
    call: () => waited(set({ vendorPersonId, marker: markOf(run), suspended: false })),
    settle: (tx, _, at) => updatePerson(tx, key, { putAway: null, updatedAt: at }),
  });
  return "let_in";
}

async function waited(asking: Promise<OperationOutcome>): Promise<void> {
  const outcome = await asking;
  if (outcome.status !== "deferred") return;
  throw new VendorError("rate_limited", "the vendor asked to wait", { retryAfterMs: outcome.retryAfterMs });
}

/** Nobody's access hangs on it: what the vendor will not do for this person holds up nothing, and parks nothing. */
async function asked(ask: () => Promise<OperationOutcome>): Promise<void> {
  try {
    await waited(ask());
  } catch (error) {
    if (error instanceof VendorError && (error.kind === "conflict" || error.kind === "permission_denied"))
      throw new VendorError("unsupported", error.message, error.details);
    throw error;
  }
}
