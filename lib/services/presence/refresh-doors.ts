import { getConnection } from "@/db/queries/connections";
import { saveDoors } from "@/db/queries/doors";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { dispositionOf } from "@/lib/connectors/errors";
import { readAll } from "@/lib/connectors/read-all";
import { parkConnection } from "../connections/park";
import { ServiceError, type Services } from "../context";

/**
 * Lists the vendor's doors again, where presence can use them. A partial list changes nothing: a door is flagged as
 * vanished only after a complete one, and what an admin chose for it stays.
 */
export async function refreshDoors(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<{ readonly status: "read" | "incomplete" | "parked" | "skipped"; readonly doors: number }> {
  const connection = await getConnection(services.db, key);
  const style = (connection && services.definition(connection.vendor)?.presence) ?? "none";
  if (!connection || style === "none") return { status: "skipped", doors: 0 };
  if (connection.state === "disconnected" || connection.state === "draft")
    return { status: "skipped", doors: 0 };
  const connector = services.connector(connection);
  if (!connector.listDoors) return { status: "skipped", doors: 0 };
  const { snapshot, error } = await readAll(
    async (cursor) => (await connector.listDoors?.(cursor)) ?? { items: [], next: null, skipped: 0 },
    { clock: services.clock },
  );
  if (error && dispositionOf(error).do === "park") {
    await parkConnection(services, connection, error);
    return { status: "parked", doors: 0 };
  }
  if (!snapshot.complete) return { status: "incomplete", doors: snapshot.items.length };
  const doors = snapshot.items.map(({ id, name, siteId, siteLabel }) => ({
    id,
    name,
    siteId: siteId ?? null,
    siteLabel: siteLabel ?? null,
  }));
  await saveDoors(services.db, { ...key, now: services.clock.now() }, doors);
  return { status: "read", doors: doors.length };
}

/** The same because an admin asks. Errors: `not_found`, `unavailable`, `precondition_failed`: in words. */
export async function listDoorsAgain(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
): Promise<{ readonly doors: number }> {
  if (!(await getConnection(services.db, key)))
    throw new ServiceError("not_found", "There is no such connection.");
  const { status, doors } = await refreshDoors(services, key);
  switch (status) {
    case "read":
      return { doors };
    case "incomplete":
      throw new ServiceError(
        "unavailable",
        "The vendor did not list all of its doors. What was chosen stays as it is; try again in a moment.",
      );
    case "parked":
      throw new ServiceError(
        "precondition_failed",
        "The vendor no longer lets Lintel in. Connect it again first.",
      );
    case "skipped":
      throw new ServiceError("precondition_failed", "There is nothing to list at this connection.");
    default: {
      const never: never = status;
      return never;
    }
  }
}
