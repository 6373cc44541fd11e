import { membersById } from "@/db/queries/facts";
import { finishOperation, insertOperation } from "@/db/queries/operations";
import { listLinks, updatePerson } from "@/db/queries/persons";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import type { PersonRun } from "./person-run";

/**
 * Keeps the one e-mail address of ours at the vendor equal to that of the member linked first, or takes it
 * away when the switch is off. Compared by keyed hash; writes only on a difference.
 *
 * False = refused by the vendor: recorded on the person, and nothing else waits for it (design P4).
 */
export async function syncEmail(run: PersonRun): Promise<boolean> {
  const { services, connection, person } = run;
  if (person.vendorPersonId === null || person.link !== "ready") return true;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const [first] = await listLinks(services.db, { ...scope, personIds: [person.id] });
  const [member] = first
    ? await membersById(services.db, { installationId: scope.installationId, ids: [first.memberId] })
    : [];
  const email = connection.syncEmail ? (member?.email ?? null) : null;
  const hashes: readonly (string | null)[] =
    email === null
      ? [null]
      : services.hash.every({ purpose: "person-email", scope: scope.installationId, value: email });
  // A hash under an older key of the ring is the same address: replacing a key writes nothing at the vendor.
  if (hashes.includes(person.emailHash)) return true;

  const now = services.clock.now();
  const record = {
    id: randomId(),
    ...scope,
    personId: person.id,
    verb: "setEmail",
    cause: run.cause,
    state: "intended" as const,
    attempts: 1,
    nextTryAt: new Date(now.getTime() + 120_000),
    fence: run.lease.fence,
    createdAt: now,
  };
  await insertOperation(services.db, record);
  const key = { installationId: scope.installationId, id: record.id };
  try {
    await run.connector.apply({ verb: "setEmail", vendorPersonId: person.vendorPersonId, email });
  } catch (error) {
    const kind = error instanceof VendorError ? error.kind : "internal";
    await finishOperation(services.db, key, {
      state: "failed",
      finishedAt: services.clock.now(),
      errorKind: kind,
      errorText: error instanceof VendorError ? error.message : null,
      nextTryAt: null,
    });
    if (!(error instanceof VendorError) || dispositionOf(error).do !== "record") throw error;
    await updatePerson(
      services.db,
      { installationId: scope.installationId, personId: person.id },
      { lastErrorKind: kind, lastErrorAt: now, updatedAt: now },
    );
    return false;
  }
  await updatePerson(
    services.db,
    { installationId: scope.installationId, personId: person.id },
    { emailHash: hashes[0] ?? null, updatedAt: services.clock.now() },
  );
  await finishOperation(services.db, key, {
    state: "done",
    finishedAt: services.clock.now(),
    nextTryAt: null,
  });
  return true;
}
