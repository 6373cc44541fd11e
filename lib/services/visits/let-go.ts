import { type ConnectionRow, getConnection } from "@/db/queries/connections";
import { FenceLostError } from "@/db/queries/fence";
import { acquireLease, leaseResource, releaseLease } from "@/db/queries/leases";
import { getVisitKey, leftVisitLinks, updateVisitKey } from "@/db/queries/visit-keys";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { hold, LEASE_MS } from "../access/hold";
import { parkConnection } from "../connections/park";
import type { Services } from "../context";
import { removeLink } from "./key-run";

export type VisitsLetGo =
  /** No link of ours is left by our books. */
  | { readonly status: "clear"; readonly cleared: number }
  /** The vendor wants us to come back, refused one, or somebody is at work on one. */
  | { readonly status: "retry"; readonly afterMs: number; readonly kind: string }
  | { readonly status: "parked" };

const BUSY_MS = 5_000;
const AGAIN_MS = 60_000;

/**
 * Takes back the links of visitors on a connection that is being disconnected (design C10), by the ledger: those of
 * others are never touched. `renew` is asked before each, and false ends it. Repeat: a crash is taken up where it
 * stopped.
 */
export async function letVisitsGo(
  services: Services,
  connection: ConnectionRow,
  renew: () => Promise<boolean>,
): Promise<VisitsLetGo> {
  const { installationId, id: connectionId } = connection;
  let cleared = 0;
  for (const { id } of await leftVisitLinks(services.db, { installationId, connectionId })) {
    if (!(await renew())) return { status: "retry", afterMs: BUSY_MS, kind: "busy" };
    const lease = await acquireLease(services.db, {
      installationId,
      resource: leaseResource.visit(id),
      owner: randomId(),
      ttlMs: LEASE_MS,
      now: services.clock.now(),
    });
    if (!lease) return { status: "retry", afterMs: BUSY_MS, kind: "busy" };
    try {
      const [row, fresh] = await Promise.all([
        getVisitKey(services.db, { installationId, id }),
        getConnection(services.db, { installationId, connectionId }),
      ]);
      if (!row || fresh?.disconnectingSince == null) continue;
      const connector = services.connector(fresh);
      const run = { services, connection: fresh, connector, row, lease };
      await removeLink({ ...run, hold: () => hold(services, lease, fresh) }, "withdrawn");
      cleared += 1;
    } catch (error) {
      if (error instanceof FenceLostError) return { status: "retry", afterMs: BUSY_MS, kind: "busy" };
      if (!(error instanceof VendorError)) throw error;
      await updateVisitKey(services.db, { installationId, id }, { errorKind: error.kind });
      const disposition = dispositionOf(error);
      if (disposition.do === "park") {
        await parkConnection(services, connection, error);
        return { status: "parked" };
      }
      const afterMs = disposition.do === "retry_at" ? disposition.afterMs : AGAIN_MS;
      return { status: "retry", afterMs, kind: error.kind };
    } finally {
      await releaseLease(services.db, lease);
    }
  }
  return { status: "clear", cleared };
}
