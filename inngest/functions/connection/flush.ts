import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { flushConnection, GATHERED_AFTER_MS } from "@/lib/services/connections/flush";
import { flushRequested } from "../../events";
import { FLUSH_TRIES_MAX, FLUSH_TURNS_PATIENT, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Lets what was written at a vendor reach its doors. What it does not get done is the sweep's to start again. */
export const flushConnectionFunction = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "connection-flush",
      triggers: [flushRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: 1 }],
    },
    async ({ event, step }) => {
      const key = {
        installationId: event.data.installationId as InstallationId,
        connectionId: event.data.connectionId as ConnectionId,
      };
      await step.sleep("gather", GATHERED_AFTER_MS);
      for (let turn = 0; turn < FLUSH_TRIES_MAX; turn += 1) {
        const result = await step.run(`flush-${turn}`, () =>
          flushConnection(services("connection-flush"), key, { waitsForMoves: turn < FLUSH_TURNS_PATIENT }),
        );
        if (result.status !== "waiting") return { status: result.status };
        await step.sleep(`wait-${turn}`, result.afterMs);
      }
      return { status: "waiting" as const };
    },
  );
