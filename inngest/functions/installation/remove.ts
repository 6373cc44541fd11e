import { RetryAfterError } from "inngest";
import type { InstallationId } from "@/lib/access/types";
import { continueRemoval } from "@/lib/services/installations/continue-removal";
import { removalRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Removes Lintel from an account; asked again when a connection is disconnected, and by the sweep. */
export const removeInstallation = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "installation-remove",
      triggers: [removalRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.installationId", limit: 1 }],
    },
    async ({ event, step }) =>
      step.run("continue-removal", async () => {
        const outcome = await continueRemoval(services("installation-remove"), {
          installationId: event.data.installationId as InstallationId,
        });
        if (outcome.status === "waiting")
          throw new RetryAfterError("to be tried again: Nexudus", outcome.afterMs);
        return outcome;
      }),
  );
