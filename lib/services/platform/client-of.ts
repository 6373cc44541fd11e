import { getInstallation, type InstallationRow } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import { deriveCredential } from "@/lib/nexudus/credential";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { Services } from "../context";

export interface FoundClient {
  readonly installation: InstallationRow;
  readonly client: NexudusClient;
}

/** The client of a stored installation in whatever state; null when it is unknown or removed. */
export async function clientOf(
  services: Services,
  installationId: InstallationId,
): Promise<FoundClient | null> {
  const installation = await getInstallation(services.db, { installationId });
  if (!installation || installation.state === "removed") return null;
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
