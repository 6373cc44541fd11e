import type { InstallationId } from "@/lib/access/types";
import { ensureWebhooks, HOOK_WRITES_AT_ONCE, HOOK_WRITES_REST_MS } from "@/lib/services/webhooks/ensure";
import { webhooksCheckRequested } from "../../events";
import { HOOK_TURNS_MAX, RETRIES } from "../../limits";
import type { FunctionDeps } from "../deps";

/**
 * Keeps the hooks at Nexudus: missing ones made again, dead ones switched on again. What a minute's writes do not
 * suffice for is done in turns. What is left after the last is the next check's.
 */
export const checkWebhooks = ({ client, services }: FunctionDeps) =>
  client.createFunction(
    {
      id: "nexudus-check-webhooks",
      triggers: [webhooksCheckRequested],
      retries: RETRIES,
      concurrency: [{ key: "event.data.installationId", limit: 1 }],
    },
    async ({ event, step }) => {
      const installationId = event.data.installationId as InstallationId;
      let refusedBefore: readonly string[] = [];
      for (let turn = 0; ; turn += 1) {
        const did = await step.run(`ensure-webhooks-${turn}`, () =>
          ensureWebhooks(services("nexudus-check-webhooks"), {
            installationId,
            writesMax: HOOK_WRITES_AT_ONCE,
            refusedBefore,
          }),
        );
        if (did.left === 0 || turn === HOOK_TURNS_MAX) return did;
        refusedBefore = did.refused;
        await step.sleep(`rest-${turn}`, HOOK_WRITES_REST_MS);
      }
    },
  );
