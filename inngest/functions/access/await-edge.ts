import { RetryAfterError } from "inngest";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { fireEdge } from "@/lib/services/access/fire-edge";
import { edgeArmed } from "../../events";
import {
  CONNECTION_CONCURRENCY,
  EARLY_WAKES_ASLEEP,
  EARLY_WAKES_MAX,
  RETRIES,
  WAITED_OUT_MS,
} from "../../limits";
import type { FunctionDeps } from "../deps";

/**
 * Sleeps until an edge and then lets stored facts decide. Wakes can be early: while the clock is not there
 * yet, it sleeps again under a new step id, and at last waits out what little is left. Edges of a connection have two
 * lanes apart from ordinary applies: one for those at which a window ends, one for the others.
 */
export const awaitEdge = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "access-await-edge",
      triggers: [edgeArmed],
      retries: RETRIES,
      concurrency: [{ key: "event.data.lane", limit: CONNECTION_CONCURRENCY }],
    },
    async ({ event, step }) => {
      const at = new Date(event.data.at);
      const job = services("access-await-edge");
      await step.sleepUntil("until-edge", at);
      for (let wake = 0; wake < EARLY_WAKES_MAX; wake += 1) {
        const result = await step.run(`fire-edge-${wake}`, async () => {
          const leftMs = at.getTime() - job.clock.now().getTime();
          if (leftMs > 0) {
            if (wake < EARLY_WAKES_ASLEEP || leftMs > WAITED_OUT_MS) return { status: "early" as const };
            await job.clock.sleep(leftMs);
          }
          const outcome = await fireEdge(job, {
            installationId: event.data.installationId as InstallationId,
            connectionId: event.data.connectionId as ConnectionId,
            personId: event.data.personId as PersonId,
            edgeId: event.data.edgeId,
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
