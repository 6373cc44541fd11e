import { getConnection } from "@/db/queries/connections";
import { countTakenBack, markDisconnecting } from "@/db/queries/disconnect";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";

/**
 * Begins to disconnect (design C10): from here on nothing is given, and what was given is taken back by the durable
 * function this asks for. `grants` is the number that was shown. Repeat while under way: no change.
 * Errors: `conflict` when more would be taken than was shown; nothing is written then.
 */
export async function disconnectConnection(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly grants: number;
    readonly removePeople: boolean;
  },
): Promise<void> {
  const { installationId, connectionId, removePeople } = input;
  const key = { installationId, connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  if (connection.state === "disconnected" || connection.disconnectingSince !== null) return;
  const counts = await countTakenBack(services.db, key);
  const open = counts.find((row) => row.connectionId === connectionId)?.open ?? 0;
  if (open > input.grants)
    throw new ServiceError(
      "conflict",
      `Meanwhile there are ${open} grants to take back. Nothing was changed; look at the numbers and confirm again.`,
    );
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    const begun = await markDisconnecting(tx, { ...key, removePeople, now });
    if (begun.length === 0) return;
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "connection.disconnect_began",
      subject: connectionId,
      details: { grants: open, removePeople },
    });
  });
  await services.emit([{ name: "connection/disconnect.requested", data: { ...key, reason: "asked" } }]);
}
