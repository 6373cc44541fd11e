import { listKeptConnections } from "@/db/queries/connections";
import { listActiveInstallations } from "@/db/queries/installations";
import type { OutgoingEvent, Services } from "../context";

/** Asks for a full check of every kept connection, and for a look at every installation's webhooks. */
export async function listFullChecks(
  services: Services,
): Promise<{ readonly connections: number; readonly installations: number }> {
  const [connections, installations] = await Promise.all([
    listKeptConnections(services.db),
    listActiveInstallations(services.db),
  ]);
  const events: OutgoingEvent[] = [
    ...connections.map((row) => ({
      name: "access/connection.reconcile.requested",
      data: { installationId: row.installationId, connectionId: row.id, reason: "schedule" },
    })),
    ...installations.map((row) => ({
      name: "nexudus/webhooks.check.requested",
      data: { installationId: row.id, reason: "schedule" },
    })),
  ];
  await services.emit(events);
  return { connections: connections.length, installations: installations.length };
}
