import { getConnection } from "@/db/queries/connections";
import { getPresence, savePresence } from "@/db/queries/presence";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import type { Services } from "../context";
import { hookUrl } from "./hook-secret";

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

const HOUR_MS = 3_600_000;
const KEPT_EVERY_MS = 24 * HOUR_MS;

/**
 * Keeps the vendor's webhook about openings where it has such a thing: made when it is missing, looked after once a day,
 * tried hourly where the vendor would not. Nothing rests on it: polling goes on. Never throws for what a vendor does.
 */
export async function keepHook(services: Services, key: Key): Promise<void> {
  const [connection, presence] = await Promise.all([
    getConnection(services.db, key),
    getPresence(services.db, key),
  ]);
  if (!connection || !presence?.readingSince || connection.state !== "active") return;
  const hooks = services.connector(connection).openingHooks;
  const now = services.clock.now();
  const checked = presence.hookCheckedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const isFresh = now.getTime() - checked < (presence.hookId === null ? HOUR_MS : KEPT_EVERY_MS);
  if (!hooks || isFresh) return;
  try {
    const url = hookUrl(services, { vendor: connection.vendor, connectionId: key.connectionId });
    const { hookId } = await hooks.ensure({ url });
    await savePresence(services.db, key, { hookId, hookCheckedAt: now });
    // The address changed: the old one would go on calling where nobody answers.
    if (presence.hookId !== null && presence.hookId !== hookId)
      await hooks.remove({ hookId: presence.hookId });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    services.log.warn("vendor webhook not kept", { connectionId: key.connectionId, error: error.kind });
    await savePresence(services.db, key, { hookCheckedAt: now });
  }
}

/** Takes the webhook away, as far as the vendor lets us: one that is left behind calls in vain. Repeat: no change. */
export async function dropHook(services: Services, key: Key): Promise<void> {
  const [connection, presence] = await Promise.all([
    getConnection(services.db, key),
    getPresence(services.db, key),
  ]);
  if (!connection || !presence?.hookId || connection.state === "disconnected") return;
  try {
    await services.connector(connection).openingHooks?.remove({ hookId: presence.hookId });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    services.log.warn("vendor webhook left behind", { connectionId: key.connectionId, error: error.kind });
  }
  await savePresence(services.db, key, { hookId: null, hookCheckedAt: null });
}
