import { getInstallation, updateInstallation } from "@/db/queries/installations";
import { listTouched } from "@/db/queries/touched";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Services } from "../context";
import { probeParked } from "../installations/probe";
import { readAll } from "./read-all";
import { readChanges } from "./read-changes";

export interface Polled {
  readonly status: string;
  readonly calls: number;
  /** Members to project; null = everybody. */
  readonly members: readonly MemberId[] | null;
}

/**
 * Reads changes since the last poll; everything when there has been no whole read yet. A whole read that keeps
 * failing on one row does not keep cancellations from being read. A parked installation gets the slow probe
 * instead, and is read at once when that is answered.
 */
export async function pollPlatform(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<Polled> {
  const installation = await getInstallation(services.db, input);
  if (!installation) return { status: "skipped", calls: 0, members: [] };
  if (installation.state === "needs_reapproval") {
    const status = await probeParked(services, input);
    if (status !== "restored") return { status, calls: 1, members: [] };
    await services.emit([
      { name: "nexudus/webhooks.check.requested", data: { ...input, reason: "restored" } },
    ]);
  } else if (installation.state !== "active") return { status: "skipped", calls: 0, members: [] };
  if (installation.lastFullReadAt !== null)
    return withLeftOver(services, input, await readChanges(services, input));
  const read = await readAll(services, input);
  const changes = read.status === "incomplete" ? await readChanges(services, input) : null;
  const now = services.clock.now();
  await updateInstallation(services.db, input, { lastPollAt: now, updatedAt: now });
  const calls = read.listCalls + read.proofCalls + (changes?.calls ?? 0);
  return { status: read.status, calls, members: null };
}

/** Beside those just read: whom a crash left between being read and being worked out. */
async function withLeftOver(
  services: Services,
  input: { readonly installationId: InstallationId },
  read: Polled & { readonly members: readonly MemberId[] },
): Promise<Polled> {
  const waiting = await listTouched(services.db, input);
  return { ...read, members: waiting === null ? null : [...new Set([...read.members, ...waiting])] };
}
