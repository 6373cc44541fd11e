import { type ConnectionRow, getConnection } from "@/db/queries/connections";
import { FenceLostError } from "@/db/queries/fence";
import { type Lease, renewLease } from "@/db/queries/leases";
import { VendorError } from "@/lib/connectors/errors";
import type { Services } from "../context";

/** Longer than the longest single step (one vendor call); taken anew before every one. */
export const LEASE_MS = 60_000;

/** What `PersonRun.hold` does: `planned` is the connection as the plan knows it. */
export async function hold(services: Services, lease: Lease, planned: ConnectionRow): Promise<void> {
  const held = await renewLease(services.db, lease, { ttlMs: LEASE_MS, now: services.clock.now() });
  if (held === null) throw new FenceLostError(lease.resource, lease.fence);
  const { installationId, id: connectionId } = planned;
  const current = await getConnection(services.db, { installationId, connectionId });
  const isLeaving = (row: ConnectionRow) => row.disconnectingSince !== null;
  if (current?.state !== planned.state || isLeaving(current) !== isLeaving(planned))
    throw new VendorError("conflict", "the connection was changed; look again");
}
