import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { compareConnection, refreshFacts } from "@/lib/services/access/reconcile-connection";
import { reconcileRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** The full check: Nexudus whole, vendor whole, one apply per person who differs. */
export const reconcileConnection = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "access-reconcile-connection",
      triggers: [reconcileRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.installationId", limit: 1 }],
    },
    async ({ event, step }) => {
      const installationId = event.data.installationId as InstallationId;
      const connectionId = event.data.connectionId as ConnectionId;
      const job = services("access-reconcile-connection");
      const facts = await step.run("read-nexudus", () => refreshFacts(job, { installationId, connectionId }));
      const compared = await step.run("compare-vendor", () =>
        compareConnection(job, { installationId, connectionId }),
      );
      return { facts, ...compared };
    },
  );
