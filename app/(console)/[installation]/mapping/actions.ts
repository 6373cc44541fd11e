"use server";

import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { ConnectionId } from "@/lib/access/types";
import { proposeChange } from "@/lib/services/mappings/propose";
import type { MappingChange } from "@/lib/services/views";
import { explain } from "../../../act";
import { requireSession } from "../../../session";

const input = z.object({
  connectionId: z.uuid(),
  changes: z
    .array(z.object({ key: z.string().max(200), groupIds: z.array(z.string().max(200)).max(200) }))
    .min(1)
    .max(5_000),
});

/** Stores the change as a preview; nothing is applied. */
export async function saveMapping(
  installation: string,
  asked: { readonly connectionId: string; readonly changes: readonly MappingChange[] },
): Promise<{ readonly previewHref: string } | { readonly error: string }> {
  const { services, installationId } = await requireSession(installation);
  try {
    const { connectionId, changes } = input.parse(asked);
    const { previewId } = await proposeChange(services, {
      installationId,
      connectionId: connectionId as ConnectionId,
      items: changes,
    });
    return { previewHref: `/${installation}/preview/${previewId}` };
  } catch (error) {
    unstable_rethrow(error);
    return { error: explain(error, "mapping").message };
  }
}
