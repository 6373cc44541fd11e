"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { PersonId } from "@/lib/access/types";
import { confirmPeople } from "@/lib/services/people/confirm-people";
import type { ActionState } from "@/lib/services/views";
import { act, done } from "../../../../act";
import { requireSession } from "../../../../session";

const PEOPLE_MAX = 200;

const choices = z
  .array(z.object({ personId: z.uuid(), vendorPersonId: z.string().min(1).max(200), share: z.boolean() }))
  .min(1)
  .max(PEOPLE_MAX);

/** Text that is no JSON is not valid, like any other that does not fit. */
const json = z
  .string()
  .max(PEOPLE_MAX * 400)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "not JSON" });
      return z.NEVER;
    }
  });

/** Posts `choices`: JSON of people with the proposal that was shown for each. */
export async function confirmSeveral(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("confirm-people", {}, async () => {
    const posted = json.pipe(choices).parse(form.get("choices"));
    const { confirmed, left } = await confirmPeople(services, {
      installationId,
      choices: posted.map((choice) => ({ ...choice, personId: choice.personId as PersonId })),
    });
    revalidatePath(`/${installation}`, "layout");
    const words = confirmed === 1 ? "1 person confirmed." : `${confirmed} people confirmed.`;
    return done(left === 0 ? words : `${words} ${left} left to decide one by one.`);
  });
}
