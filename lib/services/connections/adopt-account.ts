import { getConnection, updateConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/**
 * Takes up the account that a sign-in led to. A reconnected account that is the same one goes on where it stopped;
 * another one is asked about again. `before` = the account id as it was when the sign-in began.
 */
export async function adoptAccount(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
  before: string | null,
  account: { readonly accountId: string; readonly accountLabel: string },
): Promise<void> {
  const now = services.clock.now();
  const connection = await getConnection(services.db, key);
  if (!connection || connection.state === "disconnected") return;
  if (connection.disconnectingSince !== null && before !== null && before !== account.accountId) {
    // What is to be taken back is at the other account, and would look gone from here.
    await updateConnection(services.db, key, {
      state: "needs_attention",
      stateReason: `sign in to ${connection.accountLabel ?? "the account it was connected to"}, not another one`,
      updatedAt: now,
    });
    return;
  }
  const same = before === account.accountId && connection.accountConfirmedAt !== null;
  const resumed = same && connection.activatedAt !== null;
  await services.db.transaction(async (tx) => {
    await updateConnection(tx, key, {
      accountId: account.accountId,
      accountLabel: account.accountLabel,
      accountConfirmedAt: same ? connection.accountConfirmedAt : null,
      state: resumed ? (connection.state === "paused" ? "paused" : "active") : "connected",
      stateReason: null,
      lastVerifiedAt: now,
      lastErrorKind: null,
      updatedAt: now,
    });
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: "connection.connected",
      subject: key.connectionId,
      details: { resumed },
    });
  });
  if (connection.disconnectingSince !== null)
    await services.emit([
      { name: "connection/disconnect.requested", data: { ...key, reason: "reconnected" } },
    ]);
  else if (resumed)
    await services.emit([
      { name: "access/connection.reconcile.requested", data: { ...key, reason: "reconnected" } },
    ]);
}
