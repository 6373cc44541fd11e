import { type ConnectionRow, getConnection, updateConnection } from "@/db/queries/connections";
import { countNotLetGo, peopleToLetGo } from "@/db/queries/disconnect";
import { acquireLease, releaseLease, renewLease } from "@/db/queries/leases";
import { leftVisitLinks } from "@/db/queries/visit-keys";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { dropHook } from "../presence/keep-hook";
import { letVisitsGo } from "../visits/let-go";
import { confirmGone } from "./disconnect-confirm";
import { finishDisconnect } from "./disconnect-finish";
import { letPersonGo } from "./disconnect-person";
import { flushConnection } from "./flush";

interface Key {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

export type DisconnectStep =
  /** Something was done, and more may be left. */
  | { readonly status: "more"; readonly cleared: number }
  /** The vendor, or a run that is at work, is to be waited for. */
  | { readonly status: "waiting"; readonly afterMs: number }
  /** The vendor lets Lintel in no more: an admin connects again, or accepts what could not be taken back. */
  | { readonly status: "parked" }
  | { readonly status: "done" }
  /** Not being disconnected, or another run is at it. */
  | { readonly status: "skipped" };

/** A few people a step: well below what one step may take at the slowest vendor. */
const CHUNK = 8;
const LEASE_MS = 120_000;
/** Somebody who failed is not tried again before this; meanwhile the others are. */
const AGAIN_AFTER_MS = 55_000;
const BUSY_MS = 5_000;

/**
 * Takes back a few people's access and says whether to go on; the last call ends the connection. Whatever stops it
 * (the vendor, a crash), the next call takes it up. One run at a time, by a lease of the connection.
 */
export async function continueDisconnect(services: Services, key: Key): Promise<DisconnectStep> {
  const lease = await acquireLease(services.db, {
    installationId: key.installationId,
    resource: `disconnect:${key.connectionId}`,
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return { status: "skipped" };
  try {
    const connection = await getConnection(services.db, key);
    if (!connection || connection.disconnectingSince === null) return { status: "skipped" };
    const renew = async () =>
      (await renewLease(services.db, lease, { ttlMs: LEASE_MS, now: services.clock.now() })) !== null;
    return await takeStep(services, connection, key, renew);
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function takeStep(
  services: Services,
  connection: ConnectionRow,
  key: Key,
  renew: () => Promise<boolean>,
): Promise<DisconnectStep> {
  const { people } = await countNotLetGo(services.db, key);
  if (connection.state === "needs_attention") {
    if (people > 0 || (await leftVisitLinks(services.db, key)).length > 0) return { status: "parked" };
    await finishDisconnect(services, { ...key, accepted: null });
    return { status: "done" };
  }
  if (people === 0) {
    const visits = await letVisitsGo(services, connection, renew);
    if (visits.status === "parked") return visits;
    if (visits.status === "retry") return wait(services, key, visits);
    return confirm(services, connection, key);
  }
  const triedSince = new Date(services.clock.now().getTime() - AGAIN_AFTER_MS);
  const ids = await peopleToLetGo(services.db, { ...key, triedSince, limit: CHUNK });
  let cleared = 0;
  for (const personId of ids) {
    if (!(await renew())) return { status: "skipped" };
    const result = await letPersonGo(services, { ...key, personId });
    if (result.status === "clear") cleared += 1;
    if (result.status === "parked") return { status: "parked" };
    if (result.status === "retry") return wait(services, key, result);
  }
  if (connection.lastErrorKind !== null && cleared > 0)
    await updateConnection(services.db, key, { lastErrorKind: null, lastErrorAt: null });
  return cleared > 0 ? { status: "more", cleared } : { status: "waiting", afterMs: BUSY_MS };
}

/** All are let go by our books; the vendor has the last word. One that never was active was given nothing. */
async function confirm(services: Services, connection: ConnectionRow, key: Key): Promise<DisconnectStep> {
  if (connection.activatedAt !== null) {
    const confirmed = await confirmGone(services, connection);
    if (confirmed.status === "parked") return { status: "parked" };
    if (confirmed.status === "unread") return wait(services, key, confirmed);
    if (confirmed.status === "found") return { status: "more", cleared: 0 };
    // What was taken back opens doors until they hear of it.
    const flushed = await flushConnection(services, key);
    if (flushed.status === "parked") return { status: "parked" };
    if (flushed.status === "waiting") return { status: "waiting", afterMs: flushed.afterMs };
  }
  await dropHook(services, key);
  await finishDisconnect(services, { ...key, accepted: null });
  return { status: "done" };
}

async function wait(
  services: Services,
  key: Key,
  trouble: { readonly afterMs: number; readonly kind: string },
): Promise<DisconnectStep> {
  const now = services.clock.now();
  await updateConnection(services.db, key, { lastErrorKind: trouble.kind, lastErrorAt: now, updatedAt: now });
  return { status: "waiting", afterMs: trouble.afterMs };
}
