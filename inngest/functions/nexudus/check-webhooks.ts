import type { InstallationId } from "@/lib/access/types";
import { ensureWebhooks } from "@/lib/services/webhooks/ensure";
import { webhooksCheckRequested } from "../../events";
import { RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/** Keeps the hooks at Nexudus: missing ones made again, dead ones switched on again. */
export const checkWebhooks = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "nexudus-check-webhooks",
      triggers: [webhooksCheckRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.installationId", limit: 1 }],
    },
    async ({ event, step }) =>
      step.run("ensure-webhooks", () =>
        ensureWebhooks(services("nexudus-check-webhooks"), {
          installationId: event.data.installationId as InstallationId,
        }),
      ),
  );
