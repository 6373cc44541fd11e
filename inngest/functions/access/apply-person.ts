import { RetryAfterError } from "inngest";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { applyPerson } from "@/lib/services/access/apply-person";
import { personApplyRequested } from "../../events";
import { CONNECTION_CONCURRENCY, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/**
 * Plans and applies one person on one connection; what closes a door has places of its own. What replaces waiting here
 * is the sweep, once a minute.
 */
export const applyPersonFunction = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "access-apply-person",
      triggers: [personApplyRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.lane", limit: CONNECTION_CONCURRENCY }],
      priority: { run: "event.data.priority" },
    },
    async ({ event, step }) => {
      const installationId = event.data.installationId as InstallationId;
      const connectionId = event.data.connectionId as ConnectionId;
      return step.run("apply-person", async () => {
        const outcome = await applyPerson(services("access-apply-person"), {
          installationId,
          connectionId,
          personId: event.data.personId as PersonId,
          cause: event.data.cause,
          ...(event.data.urgency && { urgency: event.data.urgency }),
        });
        if (outcome.status === "retry")
          throw new RetryAfterError(`to be tried again: ${outcome.why}`, outcome.afterMs);
        return outcome;
      });
    },
  );
