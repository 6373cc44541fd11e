import { getInstallation, type InstallationRow } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import type { NexudusClient } from "@/lib/nexudus/client";
import { deriveCredential } from "@/lib/nexudus/credential";
import type { Services } from "../context";

/** The client of a stored installation, or null when it is unknown or not synced any more. */
export async function clientFor(
  services: Services,
  installationId: InstallationId,
): Promise<{ readonly installation: InstallationRow; readonly client: NexudusClient } | null> {
  const installation = await getInstallation(services.db, { installationId });
  if (installation?.state !== "active") return null;
  const token = services.encryption.decrypt(installation.tokenSealed, {
    table: "installations",
    column: "token_sealed",
    row: installation.id,
  });
  const { applicationKey, secretKey } = services.config.nexudus;
  const client = services.nexudus({
    installationId,
    ...deriveCredential({ applicationKey, secretKey, token }),
  });
  return { installation, client };
}
