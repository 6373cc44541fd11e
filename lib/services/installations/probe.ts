import { listLocations, updateInstallation } from "@/db/queries/installations";
import { countRefusedProbe, moveInstallation } from "@/db/queries/lifecycle";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { clientOf } from "../platform/client-of";
import { beginRemoval } from "./begin-removal";
import { mailGrace } from "./mail-grace";
import { restored } from "./restored";

/** Nexudus tells nobody that an add-on was removed or needs approval: this is how it shows (design I5). */
const PROBES = 3;
const OVER_MS = 10 * 60_000;

type Verdict = "answers" | "refused" | "unknown";

/** Whether Nexudus lets the credential in at all. Unavailability, throttling and firewalls say nothing. */
export async function probe(client: Pick<NexudusClient, "listBusinesses">): Promise<Verdict> {
  return verdictOf(await client.listBusinesses());
}

function verdictOf(read: ListRead<unknown>): Verdict {
  if (read.complete || read.error === null) return "answers";
  return read.error.kind === "unauthorized" ? "refused" : "unknown";
}

/**
 * One more refused probe. The third, ten minutes or more after the first, parks the installation: no more
 * calls but the slow probe, and the days of grace begin. One answer in between voids the count.
 */
export async function noteRefusedProbe(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<void> {
  const now = services.clock.now();
  const counted = await countRefusedProbe(services.db, { ...input, now });
  if (!counted || counted.probes < PROBES || now.getTime() - counted.since.getTime() < OVER_MS) return;
  await services.db.transaction(async (tx) => {
    const graceEndsAt = new Date(now.getTime() + services.config.graceMs);
    const change = { state: "needs_reapproval" as const, graceEndsAt, updatedAt: now };
    if (!(await moveInstallation(tx, { ...input, from: ["active"] }, change))) return;
    await writeAudit(tx, {
      id: randomId(),
      ...input,
      at: now,
      actor: services.actor,
      action: "installation.needs_reapproval",
      subject: input.installationId,
      details: { probes: counted.probes },
    });
  });
}

/**
 * The slow probe of a parked installation. An answer for the very same locations restores it. A refusal after the days of grace begins the
 * removal: only a refusal does, so that an outage of Nexudus, or of Lintel, takes nobody's access away.
 */
export async function probeParked(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<"restored" | "parked" | "removing" | "skipped"> {
  const found = await clientOf(services, input.installationId);
  if (found?.installation.state !== "needs_reapproval") return "skipped";
  const businesses = await found.client.listBusinesses();
  const verdict = verdictOf(businesses);
  const now = services.clock.now();
  await updateInstallation(services.db, input, { lastPollAt: now, updatedAt: now });
  if (verdict === "answers") {
    // Another set of locations, or some handed over meanwhile: only a launch sorts out whose they are.
    const seen = new Set(businesses.items.map((row) => row.id));
    const held = await listLocations(services.db, input);
    if (held.length !== seen.size || held.some((row) => row.vanishedAt !== null || !seen.has(row.id)))
      return "parked";
    const change = { ...restored(found.installation), updatedAt: now };
    const isFirst = await services.db.transaction(async (tx) => {
      if (!(await moveInstallation(tx, { ...input, from: ["needs_reapproval"] }, change))) return false;
      await writeAudit(tx, {
        id: randomId(),
        ...input,
        at: now,
        actor: services.actor,
        action: "installation.restored",
        subject: input.installationId,
        details: {},
      });
      return true;
    });
    return isFirst ? "restored" : "skipped";
  }
  const { graceEndsAt } = found.installation;
  if (verdict !== "refused" || graceEndsAt === null) return "parked";
  if (graceEndsAt > now) {
    await mailGrace(services, found.installation);
    return "parked";
  }
  await beginRemoval(services, { ...input, reason: "grace_over", removePeople: false });
  return "removing";
}
