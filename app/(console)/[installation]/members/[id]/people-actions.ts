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
  return act("separate-member", {}, async () => {
    const input = z
      .object({ personId: z.uuid(), memberId: z.string().min(1).max(60) })
      .parse({ personId: form.get("personId"), memberId: form.get("memberId") });
    await separateMember(services, {
      installationId,
      personId: input.personId as PersonId,
      memberId: input.memberId as MemberId,
    });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `personId` and the `digest` of what was shown. */
export async function adoptByHand(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("adopt-held", {}, async () => {
    const input = z
      .object({ personId: z.uuid(), digest: z.string().regex(/^[0-9a-f]{64}$/) })
      .parse({ personId: form.get("personId"), digest: form.get("digest") });
    await adoptHeld(services, { installationId, personId: input.personId as PersonId, digest: input.digest });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}
