import { raiseSessionVersion } from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/** Ends every session of the installation, the caller's too. Doors are not affected. Repeat: the same again. */
export async function signOutEverywhere(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<void> {
  const { installationId } = input;
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    await raiseSessionVersion(tx, { installationId, now });
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "session.ended_everywhere",
      subject: null,
      details: {},
    });
  });
}
