import { carriedKinds, forgetCredentials } from "@/db/queries/credentials";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";

/**
 * What some connection carries, after what none carries any more was deleted (design section 13). Repeat: no change.
 */
export async function keepOnlyCarried(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<{ readonly pin: boolean; readonly cards: boolean }> {
  const { installationId } = input;
  const carried = await carriedKinds(services.db, { installationId });
  await forgetCredentials(services.db, { installationId, carried, now: services.clock.now() });
  return carried;
}
