import { NexudusError } from "@/lib/nexudus/errors";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { planWebhooks } from "@/lib/nexudus/webhook-plan";
import type { Services } from "../context";
import type { FoundClient } from "../platform/client-of";

/**
 * Deletes the hooks Lintel keeps at Nexudus, by its own name and address; those of others stay. `refused` = the credential
 * is dead, so they are left to be answered and ignored. Repeat: nothing left to delete.
 */
export async function deleteOwnWebhooks(
  services: Services,
  { client, installation }: FoundClient,
): Promise<"deleted" | "refused" | "unavailable"> {
  const secret = services.encryption.decrypt(installation.webhookSecretSealed, {
    table: "installations",
    column: "webhook_secret_sealed",
    row: installation.id,
  });
  const prefix = `${services.config.origin}/api/nexudus/webhooks/${secret}`;
  const list = await client.listWebhooks();
  let outcome = list.complete ? ("deleted" as const) : outcomeOf(list.error);
  for (const hook of planWebhooks(list.items, [], prefix).delete) {
    const deleted = await remove(client, hook.id);
    if (deleted !== "deleted") outcome = deleted;
  }
  return outcome;
}

async function remove(client: NexudusClient, id: string): Promise<"deleted" | "refused" | "unavailable"> {
  try {
    await client.deleteWebhook(id);
    return "deleted";
  } catch (error) {
    if (!(error instanceof NexudusError)) throw error;
    return outcomeOf(error);
  }
}

const outcomeOf = (error: NexudusError | null) =>
  error?.kind === "unauthorized" ? ("refused" as const) : ("unavailable" as const);
