import { endConnection } from "@/db/queries/disconnect";
import { getInstallation } from "@/db/queries/installations";
import { acquireLease, leaseResource, releaseLease } from "@/db/queries/leases";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

const LEASE_MS = 30_000;
const WAIT_MS = 250;
const WAITS_MAX = 160;

/**
 * Deletes the vendor's secrets and closes the connection, which keeps its books. Holds the token's lease, so that a
 * renewal under way cannot bring a token back. In a removal the last connection's end asks to go on with it.
 * Errors: `unavailable` when the token is being renewed for too long.
 */
export async function finishDisconnect(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    /** How many grants an admin accepted as not to be taken back; null = every one is confirmed gone. */
    readonly accepted: number | null;
  },
): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const lease = await takeToken(services, key);
  try {
    const now = services.clock.now();
    await services.db.transaction(async (tx) => {
      if (!(await endConnection(tx, { ...key, now }))) return;
      await writeAudit(tx, {
        id: randomId(),
        installationId: key.installationId,
        at: now,
        actor: services.actor,
        action: input.accepted === null ? "connection.disconnected" : "connection.leftovers_accepted",
        subject: key.connectionId,
        details: { left: input.accepted ?? 0 },
      });
    });
  } finally {
    await releaseLease(services.db, lease);
  }
  const installation = await getInstallation(services.db, key);
  if (installation?.state === "removing")
    await services.emit([
      {
        name: "installation/remove.requested",
        data: { installationId: key.installationId, reason: "disconnected" },
      },
    ]);
}

async function takeToken(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
) {
  for (let wait = 0; wait < WAITS_MAX; wait += 1) {
    const lease = await acquireLease(services.db, {
      installationId: key.installationId,
      resource: leaseResource.token(key.connectionId),
      owner: randomId(),
      ttlMs: LEASE_MS,
      now: services.clock.now(),
    });
    if (lease) return lease;
    await services.clock.sleep(WAIT_MS);
  }
  throw new VendorError("unavailable", "the token is being renewed elsewhere");
}
