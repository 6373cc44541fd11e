import { getConnection } from "@/db/queries/connections";
import { countNotLetGo, countTakenBack } from "@/db/queries/disconnect";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { finishDisconnect } from "./disconnect-finish";

/**
 * The admin accepts what could not be taken back (design C10): Lintel stops trying and deletes the vendor's secrets.
 * The ledger keeps the rows as they are. `grants` is the number that was shown.
 * Errors: `precondition_failed` while nothing stands in the way; `conflict` when the number is another by now.
 */
export async function acceptLeftovers(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly grants: number;
  },
): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  if (connection.disconnectingSince === null)
    throw new ServiceError(
      "precondition_failed",
      "This connection is not being disconnected. Reload the page.",
    );
  const { failed } = await countNotLetGo(services.db, key);
  if (!isStuck(connection, failed))
    throw new ServiceError("precondition_failed", "Lintel is still taking access back. Wait until it stops.");
  const counts = await countTakenBack(services.db, key);
  const open = counts.find((row) => row.connectionId === key.connectionId)?.open ?? 0;
  if (open !== input.grants)
    throw new ServiceError("conflict", `By now ${open} grants are left. Look at the list and confirm again.`);
  await finishDisconnect(services, { ...key, accepted: open });
}

/** Something stands in the way that may never go by itself. */
export const isStuck = (
  connection: { readonly state: string; readonly lastErrorKind: string | null },
  failed: number,
): boolean => connection.state === "needs_attention" || connection.lastErrorKind !== null || failed > 0;
