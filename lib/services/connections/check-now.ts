import { getConnection } from "@/db/queries/connections";
import { peopleWithProblems } from "@/db/queries/credential-problems";
import { writeAudit } from "@/db/queries/operations";
import { listPersons } from "@/db/queries/persons";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { applyRequest } from "../access/ask-apply";
import { ServiceError, type Services } from "../context";
import { refuseIfLeaving } from "./kept";

/** Asks for a full check of an active connection. Repeat: one more check, which changes nothing by itself. */
export async function checkNow(
  services: Services,
  input: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  if (connection.state !== "active")
    throw new ServiceError("precondition_failed", "Only an active connection can be checked.");
  await writeAudit(services.db, {
    id: randomId(),
    installationId: key.installationId,
    at: services.clock.now(),
    actor: services.actor,
    action: "connection.check_requested",
    subject: key.connectionId,
    details: {},
  });
  // What the vendor refused is offered once more, now that somebody asks.
  const refused = await peopleWithProblems(services.db, key);
  const persons = refused.length === 0 ? [] : await listPersons(services.db, { ...key, ids: refused });
  await services.emit([
    ...persons.map(({ id, revision }) => applyRequest({ ...key, personId: id, revision, cause: "asked" })),
    { name: "access/connection.reconcile.requested", data: { ...key, reason: "asked" } },
    { name: "connection/verify.requested", data: { ...key, reason: "asked" } },
  ]);
}
