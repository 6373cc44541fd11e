"use server";

import type { Route } from "next";
import { redirect, unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { ConnectionId } from "@/lib/access/types";
import type { MappingChange, MappingFileAnswer } from "@/lib/services/mapping-views";
import { readMappingFile } from "@/lib/services/mappings/csv-import";
import { proposeChange } from "@/lib/services/mappings/propose";
import type { ActionState } from "@/lib/services/views";
import { act, explain, keptValues } from "../../../act";
import { requireSession } from "../../../session";

const minutes = z.number().int().min(0).max(120).nullable();
const input = z.object({
  connectionId: z.uuid(),
  changes: z
    .array(
      z.object({
        key: z.string().max(200),
        groupIds: z.array(z.string().max(200)).max(200),
        leadMinutes: minutes.optional(),
        lagMinutes: minutes.optional(),
        keepsHours: z.boolean().optional(),
      }),
    )
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
      items: changes.map(({ leadMinutes, lagMinutes, keepsHours, ...change }) => ({
        ...change,
        ...(leadMinutes === undefined ? {} : { leadMinutes }),
        ...(lagMinutes === undefined ? {} : { lagMinutes }),
        ...(keepsHours === undefined ? {} : { keepsHours }),
      })),
    });
    return { previewHref: `/${installation}/preview/${previewId}` };
  } catch (error) {
    unstable_rethrow(error);
    return { error: explain(error, "mapping").message };
  }
}

/** Posts `connectionId`, `leadMinutes`, `lagMinutes` and the team switches; leads to the preview. */
export async function saveRules(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("mapping-settings", keptValues(form, ["leadMinutes", "lagMinutes"]), async () => {
    const number = z.coerce.number().catch(Number.NaN);
    const { previewId } = await proposeChange(services, {
      installationId,
      connectionId: z.uuid().parse(form.get("connectionId")) as ConnectionId,
      leadMinutes: number.parse(form.get("leadMinutes") || Number.NaN),
      lagMinutes: number.parse(form.get("lagMinutes") || Number.NaN),
      teamDesks: form.get("teamDesks") === "on",
      teamPlans: form.get("teamPlans") === "on",
      teamPasses: form.get("teamPasses") === "on",
    });
    redirect(`/${installation}/preview/${previewId}` as Route);
  });
}

const file = z.object({ connectionId: z.uuid(), text: z.string() });

/** Reads a mapping file and answers what it asks for, or all that is wrong with it. Nothing is stored. */
export async function readFile(
  installation: string,
  asked: { readonly connectionId: string; readonly text: string },
): Promise<MappingFileAnswer> {
  const { services, installationId } = await requireSession(installation);
  try {
    const { connectionId, text } = file.parse(asked);
    return await readMappingFile(services, {
      installationId,
      connectionId: connectionId as ConnectionId,
      text,
    });
  } catch (error) {
    unstable_rethrow(error);
    return { problems: [{ line: null, message: explain(error, "mapping-file").message }], moreProblems: 0 };
  }
}
