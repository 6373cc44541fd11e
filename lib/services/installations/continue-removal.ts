import { listConnections } from "@/db/queries/connections";
import { markDisconnecting } from "@/db/queries/disconnect";
import { getInstallation, type InstallationRow } from "@/db/queries/installations";
import { endSessions, moveInstallation } from "@/db/queries/lifecycle";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { randomId, randomToken } from "@/lib/security/tokens";
import type { Services } from "../context";
import { clientOf } from "../platform/client-of";
import { deleteOwnWebhooks } from "../webhooks/delete-own";

/** Nexudus being down keeps hooks alive, which are answered and ignored; it does not keep Lintel from going. */
const WEBHOOKS_PATIENCE_MS = 24 * 3_600_000;
const RETRY_MS = 30_000;
const FORGOTTEN_BYTES = 16;

export type RemovalStep =
  /** Connections are still being disconnected; the last one's end asks to go on. */
  | { readonly status: "taking_back"; readonly connections: number }
  | { readonly status: "waiting"; readonly afterMs: number }
  | { readonly status: "removed" | "skipped" };

/**
 * Goes on with a removal wherever it stopped: connections first, then the hooks at Nexudus while the credential
 * works, then the account itself. Repeat: nothing is done twice.
 */
export async function continueRemoval(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<RemovalStep> {
  const { installationId } = input;
  const installation = await getInstallation(services.db, { installationId });
  if (installation?.state !== "removing") return { status: "skipped" };
  const now = services.clock.now();
  // A connection drafted at the very moment the removal began is found here.
  await markDisconnecting(services.db, { installationId, connectionId: null, removePeople: false, now });
  const left = (await listConnections(services.db, { installationId })).filter(
    (row) => row.state !== "disconnected",
  );
  if (left.length > 0) {
    await services.emit(
      left.map((row) => ({
        name: "connection/disconnect.requested",
        data: { installationId, connectionId: row.id, reason: "removal" },
      })),
    );
    return { status: "taking_back", connections: left.length };
  }
  const found = await clientOf(services, installationId);
  const hooks = found ? await deleteOwnWebhooks(services, found) : "refused";
  const since = installation.removalStartedAt ?? now;
  if (hooks === "unavailable" && now.getTime() - since.getTime() < WEBHOOKS_PATIENCE_MS)
    return { status: "waiting", afterMs: RETRY_MS };
  await finish(services, installation, hooks);
  return { status: "removed" };
}

/**
 * Nobody is let in any more, and the token is forgotten: the same `t` then makes a new installation. A secret
 * that nothing knows stands in for it, since the columns are unique and never empty.
 */
async function finish(services: Services, installation: InstallationRow, hooks: string): Promise<void> {
  const installationId = installation.id;
  const now = services.clock.now();
  const seal = (column: string, value: string) =>
    services.encryption.encrypt(value, { table: "installations", column, row: installationId });
  const token = randomToken(FORGOTTEN_BYTES);
  const secret = randomToken(FORGOTTEN_BYTES);
  await services.db.transaction(async (tx) => {
    const change = {
      state: "removed" as const,
      removedAt: now,
      tokenHash: services.hash.hash({ purpose: "install-token", value: token }),
      tokenSealed: seal("token_sealed", token),
      webhookSecretHash: services.hash.hash({ purpose: "webhook-secret", value: secret }),
      webhookSecretSealed: seal("webhook_secret_sealed", secret),
      sessionVersion: installation.sessionVersion + 1,
      updatedAt: now,
    };
    if (!(await moveInstallation(tx, { installationId, from: ["removing"] }, change))) return;
    await endSessions(tx, { installationId, now: services.realClock.now() });
    await writeAudit(tx, {
      id: randomId(),
      installationId,
      at: now,
      actor: services.actor,
      action: "installation.removed",
      subject: installationId,
      details: { reason: installation.removalReason, webhooks: hooks },
    });
  });
}
