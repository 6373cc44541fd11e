import { getConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
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
  await services.emit([
    { name: "access/connection.reconcile.requested", data: { ...key, reason: "asked" } },
    { name: "connection/verify.requested", data: { ...key, reason: "asked" } },
  ]);
}
