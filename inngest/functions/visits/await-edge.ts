import { RetryAfterError } from "inngest";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { applyVisit } from "@/lib/services/visits/apply-visit";
import { visitEdgeArmed } from "../../events";
import { CONNECTION_CONCURRENCY, EARLY_WAKES_MAX, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/**
 * Sleeps until a visit is due (its link to be made, or its end) and then lets what is written down decide. Wakes can be
 * early: while the clock is not there yet, it sleeps again under a new step id. A stale ring does no harm.
 */
export const awaitVisitEdge = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "visits-await-edge",
      triggers: [visitEdgeArmed],
      retries: RETRIES,
      concurrency: [{ key: "event.data.connectionId", limit: CONNECTION_CONCURRENCY }],
    },
    async ({ event, step }) => {
      const at = new Date(event.data.at);
      const job = services("visits-await-edge");
      await step.sleepUntil("until-edge", at);
      for (let wake = 0; wake < EARLY_WAKES_MAX; wake += 1) {
        const result = await step.run(`apply-visit-${wake}`, async () => {
          if (job.clock.now() < at) return { status: "early" as const };
          const outcome = await applyVisit(job, {
            installationId: event.data.installationId as InstallationId,
            connectionId: event.data.connectionId as ConnectionId,
            keyId: event.data.keyId,
          });
          if (outcome.status === "retry")
            throw new RetryAfterError(`to be tried again: ${outcome.why}`, outcome.afterMs);
          return outcome;
        });
        if (result.status !== "early") return result;
        await step.sleepUntil(`until-edge-again-${wake}`, at);
      }
      return { status: "early" as const };
    },
  );
