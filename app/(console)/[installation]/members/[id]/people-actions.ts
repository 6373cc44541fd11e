"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { MemberId, PersonId } from "@/lib/access/types";
import { adoptHeld } from "@/lib/services/people/adopt-held";
import { separateMember } from "@/lib/services/people/separate-member";
import type { ActionState } from "@/lib/services/views";
import { act, done } from "../../../../act";
import { requireSession } from "../../../../session";

/** Posts `personId` and `memberId`: the member gets a person of its own. */
export async function separate(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const show = () => revalidatePath(`/${installation}`, "layout");
  const run = async () => {
    const input = z
      .object({ personId: z.uuid(), memberId: z.string().min(1).max(60) })
      .parse({ personId: form.get("personId"), memberId: form.get("memberId") });
    await separateMember(services, {
      installationId,
      personId: input.personId as PersonId,
      memberId: input.memberId as MemberId,
    });
    show();
    return done(null);
  };
  return act("separate-member", {}, run, show);
}

/** Posts `personId` and the `digest` of what was shown. Where that is not so any more, the page shows what is. */
export async function adoptByHand(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const show = () => revalidatePath(`/${installation}`, "layout");
  const run = async () => {
    const input = z
      .object({ personId: z.uuid(), digest: z.string().regex(/^[0-9a-f]{64}$/) })
      .parse({ personId: form.get("personId"), digest: form.get("digest") });
    await adoptHeld(services, { installationId, personId: input.personId as PersonId, digest: input.digest });
    show();
    return done(null);
  };
  return act("adopt-held", {}, run, show);
}
