import type { Db } from "@/db/client";
import {
  insertInstallation,
  launchedSince,
  oneInstallAtATime,
  rememberLink,
  saveLocations,
  updateInstallation,
  usedLink,
} from "@/db/queries/installations";
import { dropMappingsAt } from "@/db/queries/mappings";
import { writeAudit } from "@/db/queries/operations";
import { takePendingInstall } from "@/db/queries/pending-installs";
import type { InstallationId } from "@/lib/access/types";
import { randomId, randomToken } from "@/lib/security/tokens";
import { projectMembers } from "../access/project-members";
import type { Services } from "../context";
import { handOver } from "./hand-over";
import { type Claim, standing } from "./identify";
import { restored } from "./restored";

const WEBHOOK_SECRET_BYTES = 16;

/** What is kept of a genuine link. */
export interface LinkFacts {
  readonly token: string;
  readonly linkDigest: string;
  /** As told by the link, unsigned. */
  readonly hints: { readonly subdomain: string | null; readonly email: string | null };
}

export type Settled =
  | { readonly kind: "opened"; readonly installationId: InstallationId; readonly isNew: boolean }
  /** Nothing was written: the link, or the question it raised, was answered before. */
  | { readonly kind: "used" }
  /** Nothing was written: what the claim rests on is no longer so. Judge again. */
  | { readonly kind: "moved" };

type Opening = Extract<Claim, { readonly kind: "open" | "takeover" }>;

/**
 * Writes what a claim means, in one transaction that keeps other installs out: of two that come at one instant
 * with one link, or with accounts that share a location, the second finds the first and is judged again.
 *
 * Repeat: `used`. `pending` is the hash of the question this answers; it is spent with the link.
 */
export async function settle(
  services: Services,
  input: { readonly link: LinkFacts; readonly claim: Opening; readonly pending?: string },
): Promise<Settled> {
  const { link, claim, pending } = input;
  let dropped = 0;
  const settled = await services.db.transaction(async (tx): Promise<Settled> => {
    await oneInstallAtATime(tx);
    if (await usedLink(tx, { digest: link.linkDigest })) return { kind: "used" };
    if (!(await stillStands(tx, claim))) return { kind: "moved" };
    const spent =
      pending === undefined ||
      (await takePendingInstall(tx, { idHash: pending, now: services.realClock.now() }));
    if (!spent) return { kind: "used" };
    const { id, isNew } = await write(services, tx, link, claim);
    if (claim.kind === "takeover") await handOver(services, tx, claim.from);
    else if (claim.leftOut.length > 0)
      dropped = await dropMappingsAt(tx, { installationId: id, locationIds: claim.leftOut });
    return { kind: "opened", installationId: id, isNew };
  });
  if (settled.kind !== "opened") return settled;
  const { installationId } = settled;
  if (dropped > 0)
    await projectMembers(services, { installationId, memberIds: null, cause: "location left", force: true });
  const reason = settled.isNew ? "install" : "launch";
  await services.emit([
    { name: "nexudus/webhooks.check.requested", data: { installationId, reason } },
    { name: "nexudus/installation.poll.requested", data: { installationId, reason } },
  ]);
  return settled;
}

/** The same installations in the same state, and no dead credential has come back to life since it was asked. */
async function stillStands(tx: Db, claim: Opening): Promise<boolean> {
  const ids = claim.account.locations.map((row) => row.id);
  const now = await standing(tx, { tokenHashes: claim.tokenHashes, ids });
  if (now.print !== claim.print) return false;
  if (claim.kind === "open") return true;
  for (const { installation } of now.rivals)
    if (await launchedSince(tx, { installationId: installation.id, since: claim.provedAt })) return false;
  return true;
}

async function write(services: Services, tx: Db, link: LinkFacts, claim: Opening) {
  const { account, known } = claim;
  const now = services.clock.now();
  const id = known?.id ?? (randomId() as InstallationId);
  const seal = (column: string, value: string) =>
    services.encryption.encrypt(value, { table: "installations", column, row: id });
  const common = {
    ...restored(known),
    tokenHash: services.hash.hash({ purpose: "install-token", value: link.token }),
    tokenSealed: seal("token_sealed", link.token),
    businessSet: account.businessSet,
    subdomain: account.subdomain ?? link.hints.subdomain,
    accountEmail: account.email,
    linkEmail: link.hints.email,
    updatedAt: now,
  };
  if (known) await updateInstallation(tx, { installationId: id }, common);
  else {
    const secret = randomToken(WEBHOOK_SECRET_BYTES);
    await insertInstallation(tx, {
      ...common,
      id,
      sessionVersion: 1,
      webhookSecretHash: services.hash.hash({ purpose: "webhook-secret", value: secret }),
      webhookSecretSealed: seal("webhook_secret_sealed", secret),
      createdAt: now,
    });
  }
  const realNow = services.realClock.now();
  await rememberLink(tx, {
    digest: link.linkDigest,
    installationId: id,
    usedAt: realNow,
    expiresAt: new Date(realNow.getTime() + 2 * services.config.installToleranceMinutes * 60_000),
  });
  const leftOut = new Set(claim.kind === "open" ? claim.leftOut : []);
  const covered = account.locations.filter((row) => !leftOut.has(row.id));
  await saveLocations(tx, { installationId: id, now }, covered);
  await writeAudit(tx, {
    id: randomId(),
    installationId: id,
    at: now,
    actor: services.actor,
    action: known ? "installation.launched" : "installation.created",
    subject: id,
    details: {
      locations: covered.length,
      leftOut: leftOut.size,
      takenOver: claim.kind === "takeover" ? claim.taken.length : 0,
    },
  });
  return { id, isNew: known === null };
}
