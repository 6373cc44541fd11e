import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { refreshGroups } from "@/lib/services/connections/refresh-groups";
import { verifyRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Tests a connection's credential by listing its access groups again. */
export const verifyConnection = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "connection-verify",
      triggers: [verifyRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: 1 }],
    },
    async ({ event, step }) =>
      step.run("list-groups", () =>
        refreshGroups(services("connection-verify"), {
          installationId: event.data.installationId as InstallationId,
          connectionId: event.data.connectionId as ConnectionId,
        }),
      ),
  );
