"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { confirmPreview } from "@/lib/services/mappings/confirm";
import { dismissPreview } from "@/lib/services/mappings/dismiss";
import type { ActionState } from "@/lib/services/views";
import { act, done } from "../../../../act";
import { requireSession } from "../../../../session";

const input = z.object({ previewId: z.uuid(), digest: z.string().regex(/^[0-9a-f]{64}$/) });
const readInput = (form: FormData) =>
  input.parse({ previewId: form.get("previewId"), digest: form.get("digest") });

/** Applies what was shown; if that is no longer what would happen, the difference is shown instead. */
export async function confirm(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("confirm-preview", {}, async () => {
    await confirmPreview(services, { installationId, ...readInput(form) });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

export async function dismiss(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("dismiss-preview", {}, async () => {
    await dismissPreview(services, { installationId, previewId: readInput(form).previewId });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

const MOMENT_MS = 1_500;

/** Lets the page look again while changes are being applied. Waits in real time. */
export async function waitAMoment(installation: string): Promise<void> {
  const { services } = await requireSession(installation);
  await services.realClock.sleep(MOMENT_MS);
}
