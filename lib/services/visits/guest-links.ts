import { type ConnectionRow, listConnections } from "@/db/queries/connections";
import type { InstallationId } from "@/lib/access/types";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import type { Services } from "../context";

/** The switch of a connection under which a vendor lets the admin choose whether visitors get a link. */
const SWITCH = "cloudKey";

/** Whether visitors get links: the vendor makes them and, where it has the switch, the admin turned it on. */
export function makesLinks(
  definition: Pick<ConnectorDefinition, "capabilities" | "settings"> | null,
  connection: Pick<ConnectionRow, "settings">,
): boolean {
  if (definition?.capabilities.guestLinks?.value !== "yes") return false;
  const hasSwitch = definition.settings.some((field) => field.key === SWITCH);
  return !hasSwitch || connection.settings[SWITCH] === "on";
}

/** Connections of an installation that make links, or that a link of ours may still be taken back from. */
export async function connectionsWithLinks(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<{ readonly connection: ConnectionRow; readonly makes: boolean }[]> {
  const rows = await listConnections(services.db, input);
  return rows.flatMap((connection) => {
    const definition = services.definition(connection.vendor);
    if (definition?.capabilities.guestLinks?.value !== "yes") return [];
    const isGiving = ["active", "paused", "needs_attention"].includes(connection.state);
    const makes = isGiving && connection.activatedAt !== null && makesLinks(definition, connection);
    return [{ connection, makes: makes && connection.disconnectingSince === null }];
  });
}

/** Whether visitors are read at all: no name of a visitor is kept where no connection has a use for it. */
export async function readsVisitors(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<boolean> {
  return (await connectionsWithLinks(services, input)).some((row) => row.makes);
}
