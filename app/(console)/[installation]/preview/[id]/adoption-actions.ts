"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { ConnectionId } from "@/lib/access/types";
import { decideAdoption } from "@/lib/services/mappings/adopt-decide";
import { lookWhoIsThere } from "@/lib/services/mappings/adopt-look";
import type { ActionState } from "@/lib/services/views";
import { act } from "../../../../act";
import { requireSession } from "../../../../session";

const readConnection = (form: FormData) => z.uuid().parse(form.get("connectionId")) as ConnectionId;

/** Posts `connectionId`. Goes on at the preview as it is with what was found. */
export async function lookForPeople(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("look-for-people", {}, async () => {
    const { previewId } = await lookWhoIsThere(services, {
      installationId,
      connectionId: readConnection(form),
    });
    revalidatePath(`/${installation}`, "layout");
    redirect(`/${installation}/preview/${previewId}`);
  });
}

const GROUPS_MAX = 500;
const decision = z.enum(["adopt", "leave"]);

/** Posts `connectionId` and `decision.<groupId>` for each group. Goes on at the preview as it is with that. */
export async function chooseAdoption(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("choose-adoption", {}, async () => {
    const posted = [...form.entries()].flatMap(([name, value]) =>
      name.startsWith("decision.") ? [[name.slice("decision.".length), decision.parse(value)] as const] : [],
    );
    const choices = new Map(
      z
        .array(z.tuple([z.string().max(200), decision]))
        .min(1)
        .max(GROUPS_MAX)
        .parse(posted),
    );
    const { previewId } = await decideAdoption(services, {
      installationId,
      connectionId: readConnection(form),
      choices,
    });
    revalidatePath(`/${installation}`, "layout");
    redirect(`/${installation}/preview/${previewId}`);
  });
}
