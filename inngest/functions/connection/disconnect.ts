import { RetryAfterError } from "inngest";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { continueDisconnect } from "@/lib/services/connections/disconnect-continue";
import { disconnectRequested } from "../../events";
import { DISCONNECT_STEPS_MAX, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Takes back everything of one connection, a few people a step. What replaces waiting here is the sweep. */
export const disconnectConnectionFunction = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "connection-disconnect",
      triggers: [disconnectRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: 1 }],
    },
    async ({ event, step }) => {
      const key = {
        installationId: event.data.installationId as InstallationId,
        connectionId: event.data.connectionId as ConnectionId,
      };
      let cleared = 0;
      for (let part = 0; part < DISCONNECT_STEPS_MAX; part += 1) {
        const result = await step.run(`take-back-${part}`, async () => {
          const outcome = await continueDisconnect(services("connection-disconnect"), key);
          if (outcome.status === "waiting")
            throw new RetryAfterError("to be tried again: vendor", outcome.afterMs);
          return outcome;
        });
        if (result.status !== "more") return { status: result.status, cleared };
        cleared += result.cleared;
      }
      return { status: "more" as const, cleared };
    },
  );
