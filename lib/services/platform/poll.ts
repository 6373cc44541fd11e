import { getInstallation, updateInstallation } from "@/db/queries/installations";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Services } from "../context";
import { readAll } from "./read-all";
import { readChanges } from "./read-changes";

export interface Polled {
  readonly status: string;
  readonly calls: number;
  /** Members to project; null = everybody. */
  readonly members: readonly MemberId[] | null;
}

/** Reads changes since the last poll; everything when there has been no whole read yet. */
export async function pollPlatform(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<Polled> {
  const installation = await getInstallation(services.db, input);
  if (!installation) return { status: "skipped", calls: 0, members: [] };
  if (installation.lastFullReadAt !== null) return readChanges(services, input);
  const read = await readAll(services, input);
  const now = services.clock.now();
  await updateInstallation(services.db, input, { lastPollAt: now, updatedAt: now });
  return { status: read.status, calls: read.listCalls + read.proofCalls, members: null };
}
