"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/lib/services/views";
import { mailAgain, showLink } from "@/lib/services/visits/share-link";
import { act, done } from "../../../act";
import { requireSession } from "../../../session";

const readKey = (form: FormData) => z.uuid().parse(form.get("keyId"));

/** Posts `keyId`. The link is in `values.url`, for this one answer. */
export async function showLinkAction(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("show-visit-link", {}, async () => {
    const url = await showLink(services, { installationId, keyId: readKey(form) });
    return done(null, { values: { url } });
  });
}

/** Posts `keyId`: the link of that visit is mailed once more. */
export async function mailAgainAction(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("mail-visit-link", {}, async () => {
    await mailAgain(services, { installationId, keyId: readKey(form) });
    revalidatePath(`/${installation}`, "layout");
    return done("It is being mailed.");
  });
}
