import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { clientOf, type FoundClient } from "./client-of";
import { watchAccess } from "./watch-access";
import { watchClient } from "./watch-client";

/**
 * The client for syncing an installation, or null when it is unknown or not synced: parked ones are left alone
 * but for the slow probe. What its answers tell of roles and of the credential is noted on the way.
 */
export async function clientFor(
  services: Services,
  installationId: InstallationId,
): Promise<FoundClient | null> {
  const found = await clientOf(services, installationId);
  if (found?.installation.state !== "active") return null;
  const { installation, client } = found;
  return { installation, client: watchClient(client, watchAccess(services, installationId, client)) };
}
