import {
  clearMissingRole,
  listMissingRoles,
  noteMissingRole,
  voidRefusedProbes,
} from "@/db/queries/lifecycle";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { NeededRole } from "@/lib/nexudus/roles";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { noteRefusedProbe, probe } from "../installations/probe";
import type { AccessTold } from "./watch-client";

/**
 * Tells a missing role from a dead credential (design I5), for one read after another of one client:
 *
 * | refused                      | probe             | result                                          |
 * |------------------------------|-------------------|-------------------------------------------------|
 * | after something was answered | not needed        | role noted as missing                           |
 * | first                        | answers           | role noted as missing                           |
 * | first                        | refused           | counted; the third over ten minutes parks       |
 * | first                        | no answer         | nothing yet                                     |
 *
 * An answer clears its role and voids what was counted: whatever it is, the credential is not dead.
 */
export function watchAccess(
  services: Services,
  installationId: InstallationId,
  client: Pick<NexudusClient, "listBusinesses">,
): AccessTold {
  const waiting = new Map<string, NeededRole>();
  let missing: Set<string> | null = null;
  let isAlive = false;
  let isProbed = false;

  async function note(need: NeededRole): Promise<void> {
    const now = services.clock.now();
    missing?.add(need.address);
    if (await noteMissingRole(services.db, { installationId, entity: need.address, now }))
      await audit("role.missing", need);
  }

  async function answered(): Promise<void> {
    isAlive = true;
    await voidRefusedProbes(services.db, { installationId, now: services.clock.now() });
    for (const need of waiting.values()) await note(need);
    waiting.clear();
  }

  const audit = (action: string, need: NeededRole) =>
    writeAudit(services.db, {
      id: randomId(),
      installationId,
      at: services.clock.now(),
      actor: services.actor,
      action,
      subject: need.address,
      details: { role: need.role },
    });

  return async (need, isLetIn) => {
    if (isLetIn) {
      if (!isAlive || waiting.size > 0) await answered();
      missing ??= new Set((await listMissingRoles(services.db, { installationId })).map((row) => row.entity));
      if (!missing.delete(need.address)) return;
      if (await clearMissingRole(services.db, { installationId, entity: need.address }))
        await audit("role.granted", need);
      return;
    }
    if (isAlive) return note(need);
    waiting.set(need.address, need);
    if (isProbed) return;
    isProbed = true;
    const verdict = await probe(client);
    if (verdict === "answers") await answered();
    if (verdict === "refused") await noteRefusedProbe(services, { installationId });
  };
}
