import { type ConnectionRow, getConnection, saveGroups, updateConnection } from "@/db/queries/connections";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Connector } from "@/lib/connectors/contract";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { readAll } from "@/lib/connectors/read-all";
import type { Services } from "../context";
import { parkConnection } from "./park";

/**
 * Lists the vendor's access groups again; also the cheap test of the credential. A partial list changes
 * nothing: a group is flagged as vanished only after a complete one.
 */
export async function refreshGroups(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<{ readonly status: "read" | "incomplete" | "parked" | "skipped"; readonly groups: number }> {
  const connection = await getConnection(services.db, key);
  if (!connection || connection.state === "disconnected" || connection.state === "draft")
    return { status: "skipped", groups: 0 };
  const connector = services.connector(connection);
  const { snapshot, error } = await readAll((cursor) => connector.listAccessGroups(cursor), {
    clock: services.clock,
  });
  if (error && dispositionOf(error).do === "park") {
    await parkConnection(services, connection, error);
    return { status: "parked", groups: 0 };
  }
  if (!snapshot.complete) return { status: "incomplete", groups: snapshot.items.length };
  const vendorOptions = await readOptions(services, connection, connector);
  const now = services.clock.now();
  await saveGroups(services.db, key, snapshot.items, now);
  await updateConnection(services.db, key, { vendorOptions, lastVerifiedAt: now, updatedAt: now });
  return { status: "read", groups: snapshot.items.length };
}

/** What the vendor offers for its settings; where it does not answer, what it said last stays. */
async function readOptions(
  services: Services,
  connection: ConnectionRow,
  connector: Connector,
): Promise<ConnectionRow["vendorOptions"]> {
  const known = { ...connection.vendorOptions };
  for (const field of services.definition(connection.vendor)?.settings ?? []) {
    if (field.options || !connector.listOptions || field.kind === "switch" || field.kind === "text") continue;
    try {
      known[field.key] = await connector.listOptions(field.key);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
    }
  }
  return known;
}
