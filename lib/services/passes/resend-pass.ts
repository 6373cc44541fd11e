import { getConnection } from "@/db/queries/connections";
import { underFence } from "@/db/queries/fence";
import { acquireLease, leaseResource, releaseLease } from "@/db/queries/leases";
import { writeAudit } from "@/db/queries/operations";
import { noteOpenings, updateInvitation } from "@/db/queries/pass-invitations";
import { getPerson } from "@/db/queries/persons";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { LEASE_MS } from "../access/hold";
import { ServiceError, type Services } from "../context";
import { emailOf } from "./invite-pass";

/**
 * Has the vendor mail somebody's invitation again, or a new one, because an admin asked for it. Done at once: an event
 * carries no instruction. Errors: `not_found`; `conflict` when they have redeemed it meanwhile, or it is being sent
 * right now; `precondition_failed` where there is nobody to mail; `unavailable` when the vendor does not do it.
 */
export async function resendPass(
  services: Services,
  input: { readonly installationId: InstallationId; readonly personId: PersonId },
): Promise<void> {
  const { installationId, personId } = input;
  const person = await getPerson(services.db, input);
  if (!person) throw new ServiceError("not_found", "There is no such person.");
  const key = { installationId, connectionId: person.connectionId, personId };
  const connection = await getConnection(services.db, key);
  const isActive = connection?.state === "active" && connection.disconnectingSince === null;
  const passes = isActive ? services.connector(connection).passInvitations : undefined;
  if (!passes || person.vendorPersonId === null)
    throw new ServiceError("precondition_failed", "This person cannot be invited now. Reload the page.");
  const email = await emailOf(services, key);
  if (email === null)
    throw new ServiceError(
      "precondition_failed",
      "This member has no e-mail in Nexudus. Add one there first.",
    );
  const now = services.clock.now();
  const lease = await acquireLease(services.db, {
    installationId,
    resource: leaseResource.pass(personId),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now,
  });
  if (!lease) throw new ServiceError("conflict", "An invitation is being sent right now. Reload the page.");
  try {
    const { vendorPersonId } = person;
    const shown = await passes.list(vendorPersonId);
    if (shown.some((row) => row.state === "redeemed"))
      throw new ServiceError("conflict", "This member has redeemed a pass already.");
    const pending = shown.find((row) => row.state === "pending");
    const sent = pending
      ? await passes.resend({ vendorPersonId, invitationId: pending.invitationId, email })
      : await passes.send({ vendorPersonId, email });
    const windows = [{ from: now, until: null }];
    await underFence(services.db, lease, async (tx) => {
      const [id] = await noteOpenings(tx, { ...key, windows, now, newId: randomId });
      if (id !== undefined)
        await updateInvitation(
          tx,
          { installationId, id },
          {
            state: "sent",
            nextAt: null,
            askedAt: now,
            invitationId: sent.invitationId,
            expiresAt: sent.expiresAt,
          },
        );
      await writeAudit(tx, {
        id: randomId(),
        installationId,
        at: now,
        actor: services.actor,
        action: "person.pass_resent",
        subject: personId,
        details: {},
      });
    });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    throw new ServiceError(
      "unavailable",
      error.details.vendorCode === "no_pass_left"
        ? "The vendor has no mobile pass left in this account. Add some there, then try again."
        : "The vendor did not send the invitation. Nothing was changed; try again in a minute.",
    );
  } finally {
    await releaseLease(services.db, lease);
  }
}
