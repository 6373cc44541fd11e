import { markDisconnecting } from "@/db/queries/disconnect";
import type { InstallationRow } from "@/db/queries/installations";
import { moveInstallation } from "@/db/queries/lifecycle";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/**
 * From here on nothing is given any more; what was given is taken back by the durable function this asks for
 * (design C10). Repeat, and a second caller: no change.
 */
export async function beginRemoval(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly reason: NonNullable<InstallationRow["removalReason"]>;
    readonly removePeople: boolean;
  },
): Promise<boolean> {
  const { installationId, reason, removePeople } = input;
  const now = services.clock.now();
  const isBegun = await services.db.transaction(async (tx) => {
    const change = {
      state: "removing" as const,
      removalReason: reason,
      removalStartedAt: now,
      graceEndsAt: null,
      updatedAt: now,
    };
    if (!(await moveInstallation(tx, { installationId, from: ["active", "needs_reapproval"] }, change)))
      return false;
    const begun = await markDisconnecting(tx, { installationId, connectionId: null, removePeople, now });
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "installation.removal_began",
      subject: installationId,
      details: { reason, connections: begun.length, removePeople },
    });
    return true;
  });
  if (isBegun)
    await services.emit([{ name: "installation/remove.requested", data: { installationId, reason } }]);
  return isBegun;
}
