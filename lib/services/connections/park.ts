import { type ConnectionRow, lockConnection, updateConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/**
 * The vendor no longer lets us in: nothing is tried until an admin acts. `connection` is as it was when the call was
 * made: one that an admin connected again meanwhile is left alone. Repeat: no change.
 */
export async function parkConnection(
  services: Services,
  connection: ConnectionRow,
  error: VendorError,
): Promise<void> {
  if (connection.state === "needs_attention" || connection.state === "disconnected") return;
  const now = services.clock.now();
  const reason =
    error.kind === "permission_denied"
      ? `allow Lintel ${error.details.permission ?? "to manage members"} at the vendor, then connect again`
      : "connect again: the vendor refused the sign-in";
  const key = { installationId: connection.installationId, connectionId: connection.id };
  await services.db.transaction(async (tx) => {
    const current = await lockConnection(tx, key);
    if (current?.state !== connection.state) return;
    if (current.lastVerifiedAt?.getTime() !== connection.lastVerifiedAt?.getTime()) return;
    await updateConnection(tx, key, {
      state: "needs_attention",
      stateReason: reason,
      lastErrorKind: error.kind,
      lastErrorAt: now,
      updatedAt: now,
    });
    await writeAudit(tx, {
      id: randomId(),
      installationId: connection.installationId,
      at: now,
      actor: services.actor,
      action: "connection.parked",
      subject: connection.id,
      details: { kind: error.kind, status: error.details.status ?? null },
    });
  });
}
