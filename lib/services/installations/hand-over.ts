import type { Db } from "@/db/client";
import { type Rival, releaseLocations, updateInstallation } from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/**
 * What a takeover leaves of the installations it takes from (docs/adr/0016): they lose these locations and
 * nothing else. Each keeps its connections and its ledger, so that what it gave closes at its known end or, at
 * the latest, when its grace is over. Nothing is taken back now: the new installation gives nothing yet.
 *
 * Repeat: no change but the release. Called only where Nexudus has just refused their credentials.
 */
export async function handOver(services: Services, tx: Db, from: readonly Rival[]): Promise<void> {
  const now = services.clock.now();
  for (const { installation, locationIds } of from) {
    const key = { installationId: installation.id };
    await releaseLocations(tx, { ...key, ids: locationIds, now });
    if (installation.state === "active" || installation.state === "needs_reapproval")
      await updateInstallation(tx, key, {
        state: "needs_reapproval",
        unauthorizedSince: installation.unauthorizedSince ?? now,
        graceEndsAt: installation.graceEndsAt ?? new Date(now.getTime() + services.config.graceMs),
        updatedAt: now,
      });
    await writeAudit(tx, {
      id: randomId(),
      ...key,
      at: now,
      actor: services.actor,
      action: "location.handed_over",
      subject: installation.id,
      details: { locations: locationIds.length },
    });
  }
}
