"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ConnectionId, PersonId } from "@/lib/access/types";
import { approveRevokes, dismissRevokes } from "@/lib/services/safety/decide";
import { letInAgain, putBack } from "@/lib/services/safety/let-in-again";
import { saveRevokeBudget } from "@/lib/services/safety/save-budget";
import type { ActionState } from "@/lib/services/views";
import { act, done, keptValues } from "../../../act";
import { requireSession } from "../../../session";

const answer = z.object({ approvalId: z.uuid(), people: z.coerce.number().int().min(1) });
const readAnswer = (form: FormData) =>
  answer.parse({ approvalId: form.get("approvalId"), people: form.get("people") });
const readPerson = (form: FormData) => z.uuid().parse(form.get("personId")) as PersonId;

/** Posts `approvalId` and `people`, the number shown. */
export async function approve(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("approve-revokes", {}, async () => {
    await approveRevokes(services, { installationId, ...readAnswer(form) });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `approvalId` and `people`, the number shown. */
export async function dismiss(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("dismiss-revokes", {}, async () => {
    await dismissRevokes(services, { installationId, ...readAnswer(form) });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `personId`: what was taken out at the vendor is put back. */
export async function putBackAccess(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("put-back", {}, async () => {
    await putBack(services, { installationId, personId: readPerson(form) });
    revalidatePath(`/${installation}`, "layout");
    return done("It is being put back.");
  });
}

/** Posts `personId`: somebody who was deleted at the vendor is let in again. */
export async function letIn(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("let-in-again", {}, async () => {
    await letInAgain(services, { installationId, personId: readPerson(form) });
    revalidatePath(`/${installation}`, "layout");
    return done("They may enter again.");
  });
}

/** Posts `connectionId`, `sharePercent` and `peopleMin`. */
export async function saveBudget(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("revoke-budget", keptValues(form, ["sharePercent", "peopleMin"]), async () => {
    const whole = z.coerce.number().catch(Number.NaN);
    await saveRevokeBudget(services, {
      installationId,
      connectionId: z.uuid().parse(form.get("connectionId")) as ConnectionId,
      sharePercent: whole.parse(form.get("sharePercent") || Number.NaN),
      peopleMin: whole.parse(form.get("peopleMin") || Number.NaN),
    });
    revalidatePath(`/${installation}`, "layout");
    return done("Saved.");
  });
}
