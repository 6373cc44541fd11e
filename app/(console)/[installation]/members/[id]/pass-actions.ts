"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { PersonId } from "@/lib/access/types";
import { resendPass } from "@/lib/services/passes/resend-pass";
import type { ActionState } from "@/lib/services/views";
import { act, done } from "../../../../act";
import { requireSession } from "../../../../session";

/** Posts `personId`: the vendor mails the invitation to the mobile pass again. */
export async function resendInvitation(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("resend-pass", {}, async () => {
    const personId = z.uuid().parse(form.get("personId")) as PersonId;
    await resendPass(services, { installationId, personId });
    revalidatePath(`/${installation}`, "layout");
    return done("The invitation is on its way.");
  });
}
