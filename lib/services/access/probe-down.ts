import { type ConnectionRow, noteReach } from "@/db/queries/connections";
import { acquireLease, releaseLease } from "@/db/queries/leases";
import type { ConnectionId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { randomId } from "@/lib/security/tokens";
import { parkConnection } from "../connections/park";
import type { Services } from "../context";

/** Longer than one call. */
const LEASE_MS = 60_000;

/**
 * Asks the vendor of each connection once whether it answers again (design S7), however many people wait, and gives
 * those that do. One that another process is asking counts as down.
 * One that answers with anything but "not now" is taken for up: a refusal is for those who meet it.
 * Repeat: asks again.
 */
export async function probeDown(
  services: Services,
  connections: readonly ConnectionRow[],
): Promise<ConnectionId[]> {
  const answers = await Promise.all(
    connections.map(async (connection) => ((await probe(services, connection)) ? [connection.id] : [])),
  );
  return answers.flat();
}

async function probe(services: Services, connection: ConnectionRow): Promise<boolean> {
  const { installationId, id: connectionId } = connection;
  const lease = await acquireLease(services.db, {
    installationId,
    resource: `probe:${connectionId}`,
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return false;
  try {
    const answers = await isAnswering(services, connection);
    await noteReach(services.db, { installationId, connectionId, answers, now: services.clock.now() });
    return answers;
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function isAnswering(services: Services, connection: ConnectionRow): Promise<boolean> {
  try {
    await services.connector(connection).verify();
    return true;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.kind === "credentials_invalid") await parkConnection(services, connection, error);
    return error.kind !== "unavailable" && error.kind !== "rate_limited";
  }
}
