import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { refreshGroups } from "@/lib/services/connections/refresh-groups";
import { refreshDoors } from "@/lib/services/presence/refresh-doors";
import { verifyRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Tests a connection's credential by listing its access groups again, and its doors where presence uses them. */
export const verifyConnection = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "connection-verify",
      triggers: [verifyRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: 1 }],
    },
    async ({ event, step }) => {
      const job = services("connection-verify");
      const key = {
        installationId: event.data.installationId as InstallationId,
        connectionId: event.data.connectionId as ConnectionId,
      };
      const groups = await step.run("list-groups", () => refreshGroups(job, key));
      await step.run("list-doors", () => refreshDoors(job, key));
      return groups;
    },
  );
