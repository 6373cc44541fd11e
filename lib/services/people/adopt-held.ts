import { PERSON_ADOPTED } from "@/db/queries/adoptions";
import { getConnection } from "@/db/queries/connections";
import { underFence } from "@/db/queries/fence";
import { acquireLease, leaseResource, releaseLease } from "@/db/queries/leases";
import { saveForeign } from "@/db/queries/ledger";
import { writeAudit } from "@/db/queries/operations";
import { getPerson } from "@/db/queries/persons";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { applyRequest } from "../access/ask-apply";
import { LEASE_MS } from "../access/hold";
import { loadLedger } from "../access/load-ledger";
import { noteLook } from "../access/note-look";
import { ownGrants } from "../access/own-grants";
import { toObserved } from "../access/person-run";
import { isKept } from "../connections/kept";
import { ServiceError, type Services } from "../context";
import { adoptAll } from "../mappings/adopt-apply";
import { planAdoption } from "./plan-adoption";

/**
 * Adopts what one member, confirmed after the first activation, holds by hand in mapped groups: from then on it ends
 * with their rights, and at once where nothing is due. What they hold is read from the vendor first; `digest` is of
 * what was shown. Nothing is written at the vendor here: the person is applied afterwards.
 *
 * Errors: `conflict` when it is not as it was shown, or somebody is at work on the person; `unavailable` when the
 * vendor does not answer. Nothing is adopted then. Repeat: `conflict`, for nothing is left to adopt.
 */
export async function adoptHeld(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly personId: PersonId;
    readonly digest: string;
  },
): Promise<{ readonly grants: number }> {
  const { installationId, personId } = input;
  const key = { installationId, personId };
  const person = await getPerson(services.db, key);
  if (!person) throw new ServiceError("not_found", "There is no such person.");
  const scope = { installationId, connectionId: person.connectionId };
  const connection = await getConnection(services.db, scope);
  const definition = connection && services.definition(connection.vendor);
  if (
    !connection ||
    !definition ||
    !isKept(connection) ||
    person.link !== "ready" ||
    person.vendorPersonId === null
  )
    throw new ServiceError(
      "precondition_failed",
      "Nothing of this person can be adopted now. Reload the page.",
    );
  const lease = await acquireLease(services.db, {
    installationId,
    resource: leaseResource.person(personId),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease)
    throw new ServiceError("conflict", "Lintel is at work on this person. Try again in a few seconds.");
  try {
    const seen = await observe(services.connector(connection), person.vendorPersonId);
    const ledger = await loadLedger(services, connection, [personId]);
    const ours = await ownGrants(services, connection, definition, ledger);
    const shown = toObserved(seen?.grants ?? [], person, ours);
    const foreign = (seen?.grants ?? []).filter((_, i) => shown[i]?.ownership === "foreign");
    const now = services.clock.now();
    await saveForeign(services.db, { ...scope, personId, now }, foreign);
    const { planned, digest } = await planAdoption(services, connection, person);
    if (planned.length === 0 || digest !== input.digest)
      throw new ServiceError(
        "conflict",
        "What they hold is not as it was shown. Nothing was changed; look at it again.",
      );
    const auditId = randomId();
    await underFence(services.db, lease, async (tx) => {
      await writeAudit(tx, {
        id: auditId,
        installationId,
        at: now,
        actor: services.actor,
        action: PERSON_ADOPTED,
        subject: personId,
        details: { grants: planned.length },
      });
      const rows = planned.map((one) => one.row);
      await adoptAll(services, tx, { rows, word: { of: "person", auditId }, fence: lease.fence, now });
      await noteLook(tx, { ...scope, personIds: [personId], now });
    });
    await services.emit([applyRequest({ ...scope, personId, revision: person.revision, cause: "adopted" })]);
    return { grants: planned.length };
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function observe(connector: ReturnType<Services["connector"]>, vendorPersonId: string) {
  try {
    return await connector.observePerson(vendorPersonId);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    throw new ServiceError(
      "unavailable",
      "The vendor did not answer, so nothing was adopted. Try again in a minute.",
    );
  }
}
