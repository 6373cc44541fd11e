import { RetryAfterError } from "inngest";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { applyVisit } from "@/lib/services/visits/apply-visit";
import { visitApplyRequested } from "../../events";
import { CONNECTION_CONCURRENCY, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Makes one visit's link at one vendor as it should be now. Where this ends, the sweep goes on. */
export const applyVisitKey = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "visits-apply-key",
      triggers: [visitApplyRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: CONNECTION_CONCURRENCY }],
    },
    async ({ event, step }) =>
      step.run("apply-visit", async () => {
        const outcome = await applyVisit(services("visits-apply-key"), {
          installationId: event.data.installationId as InstallationId,
          connectionId: event.data.connectionId as ConnectionId,
          keyId: event.data.keyId,
        });
        if (outcome.status === "retry")
          throw new RetryAfterError(`to be tried again: ${outcome.why}`, outcome.afterMs);
        return outcome;
      }),
  );
