import { finishOperation, insertOperation } from "@/db/queries/operations";
import { updatePerson } from "@/db/queries/persons";
import type { Operation } from "@/lib/access/types";
import type { OperationOutcome, VendorPerson } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import { personMarker } from "@/lib/connectors/marker";
import { randomId } from "@/lib/security/tokens";
import type { PersonRun } from "../access/person-run";

/**
 * Takes away the e-mail, PIN and cards that Lintel wrote; those of others stay, as the connector tells them apart.
 * Errors: the vendor's own.
 */
export async function clearCredentials(run: PersonRun): Promise<void> {
  const { definition, connector, person } = run;
  const { vendorPersonId } = person;
  if (vendorPersonId === null) return;
  const { email, pin, cards } = definition.capabilities;
  // Asked of the vendor whatever the books say: the answer to a write may have been lost.
  if (email.value === "yes")
    await record(run, "setEmail", () => connector.apply({ verb: "setEmail", vendorPersonId, email: null }));
  if (pin.value === "yes")
    await record(run, "setPin", () =>
      connector.apply({ verb: "setPin", vendorPersonId, pin: null, pinHash: null }),
    );
  if (cards.value === "yes")
    await record(run, "setCards", () => connector.apply({ verb: "setCards", vendorPersonId, cards: [] }));
}

/**
 * Removes a person that Lintel made, where that was asked for and the vendor can: never one who holds access given
 * by hand, which would go with them. Repeat: no change.
 */
export async function removeMadePerson(
  run: PersonRun,
  seen: VendorPerson,
  ours: readonly Extract<Operation, { readonly verb: "revoke" }>[],
): Promise<void> {
  const { services, connection, connector, person } = run;
  const { vendorPersonId } = person;
  const isAsked = connection.removePeople && person.origin === "made";
  if (!isAsked || vendorPersonId === null || !connector.removePerson) return;
  const taken = new Set(ours.map((operation) => operation.vendorGrantId));
  if (seen.grants.some((grant) => !taken.has(grant.vendorGrantId))) return;
  const ids = { installationId: connection.installationId, personId: person.id };
  const remove = connector.removePerson.bind(connector);
  await record(run, "removePerson", () => remove({ vendorPersonId, marker: personMarker(ids) }));
  await updatePerson(services.db, ids, { vendorPersonId: null, updatedAt: services.clock.now() });
}

/** Keeps a row of what was changed at the vendor, or refused. Nothing is left half done: the person stays listed. */
async function record(run: PersonRun, verb: string, call: () => Promise<OperationOutcome>): Promise<void> {
  const { services, connection, person, lease, cause } = run;
  const now = services.clock.now();
  const write = async (state: "done" | "failed", errorKind: string | null) => {
    const id = randomId();
    const { installationId } = connection;
    await insertOperation(services.db, {
      id,
      installationId,
      connectionId: connection.id,
      personId: person.id,
      verb,
      cause,
      state: "intended",
      attempts: 1,
      fence: lease.fence,
      createdAt: now,
    });
    const outcome = { state, finishedAt: services.clock.now(), errorKind, errorText: null, nextTryAt: null };
    await finishOperation(services.db, { installationId, id }, outcome);
  };
  try {
    const outcome = await call();
    if (outcome.status === "deferred")
      throw new VendorError("rate_limited", "the vendor asked to wait", {
        retryAfterMs: outcome.retryAfterMs,
      });
    if (outcome.status === "applied") await write("done", null);
  } catch (error) {
    if (error instanceof VendorError) await write("failed", error.kind);
    throw error;
  }
}
