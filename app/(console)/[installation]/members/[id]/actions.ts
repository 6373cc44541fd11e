"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { MemberId, PersonId } from "@/lib/access/types";
import { refreshMember } from "@/lib/services/members/refresh";
import { confirmPerson } from "@/lib/services/people/confirm-person";
import type { ActionState } from "@/lib/services/views";
import { act, done } from "../../../../act";
import { requireSession } from "../../../../session";

/** Posts `memberId`. */
export async function lookAgain(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("refresh-member", {}, async () => {
    const memberId = z.string().min(1).max(60).parse(form.get("memberId")) as MemberId;
    await refreshMember(services, { installationId, memberId });
    revalidatePath(`/${installation}/members/${memberId}`);
    return done("Looking again.");
  });
}

/**
 * Posts `personId` and `vendorPersonId`; an empty one asks for a new person. `share` = the page said that this
 * person at the vendor stands for another member too.
 */
export async function confirmWho(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const show = () => revalidatePath(`/${installation}`, "layout");
  const run = async () => {
    const input = z
      .object({ personId: z.uuid(), vendorPersonId: z.string().max(200) })
      .parse({ personId: form.get("personId"), vendorPersonId: form.get("vendorPersonId") });
    await confirmPerson(services, {
      installationId,
      personId: input.personId as PersonId,
      vendorPersonId: input.vendorPersonId || null,
      share: form.get("share") === "yes",
    });
    show();
    return done(null);
  };
  return act("confirm-person", {}, run, show);
}
