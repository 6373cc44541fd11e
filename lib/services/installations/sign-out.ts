import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { closeSession } from "./sessions";

/** Ends one session; its cookie is worth nothing from then on. Repeat: no change. */
export async function signOut(
  services: Services,
  input: { readonly installationId: InstallationId; readonly sessionId: string },
): Promise<void> {
  await closeSession(services, input);
  await writeAudit(services.db, {
    id: randomId(),
    installationId: input.installationId,
    at: services.clock.now(),
    actor: services.actor,
    action: "session.ended",
    subject: null,
    details: {},
  });
}
