import { listConnections, setCoveredLocations } from "@/db/queries/connections";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { draftConnection, startOAuth } from "./oauth";
import { chosenLocations } from "./save-settings";

/**
 * Connects a vendor: makes a draft, or takes up the one that an earlier attempt left behind, and begins the
 * vendor's sign-in. Errors: as `draftConnection`.
 */
export async function beginConnection(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly vendor: string;
    readonly locationIds: readonly string[];
  },
): Promise<{
  readonly connectionId: ConnectionId;
  readonly redirectTo: string;
  readonly browserToken: string;
}> {
  const { installationId } = input;
  const left = (await listConnections(services.db, { installationId })).find(
    (row) => row.vendor === input.vendor && row.state === "draft" && row.accountId === null,
  );
  let connectionId: ConnectionId;
  if (left) {
    connectionId = left.id;
    await setCoveredLocations(
      services.db,
      { installationId, connectionId },
      await chosenLocations(services, input),
    );
  } else connectionId = await draftConnection(services, input);
  return { connectionId, ...(await startOAuth(services, { installationId, connectionId })) };
}
