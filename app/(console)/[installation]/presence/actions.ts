"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ConnectionId } from "@/lib/access/types";
import { listDoorsAgain } from "@/lib/services/presence/refresh-doors";
import { savePresenceSettings } from "@/lib/services/presence/save";
import type { ActionState } from "@/lib/services/views";
import { act, done } from "../../../act";
import { requireSession } from "../../../session";

const DOORS_MAX = 2_000;
const text = z.string().max(200);
const readKey = (form: FormData) => z.uuid().parse(form.get("connectionId")) as ConnectionId;

/** `action.<door>` and `location.<door>` of each door. */
const readDoors = (form: FormData) =>
  z
    .array(
      z.object({
        id: text,
        action: z.enum(["nothing", "check_in", "check_out"]),
        locationId: text.nullable(),
      }),
    )
    .max(DOORS_MAX)
    .parse(
      [...form.keys()]
        .filter((name) => name.startsWith("action."))
        .map((name) => {
          const id = name.slice("action.".length);
          return { id, action: form.get(name), locationId: form.get(`location.${id}`) || null };
        }),
    );

/** Posts `connectionId`, `onOpen`, and `action.<door>` and `location.<door>` of each door. */
export async function savePresence(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("save-presence", {}, async () => {
    await savePresenceSettings(services, {
      installationId,
      connectionId: readKey(form),
      onOpen: form.get("onOpen") === "on",
      doors: readDoors(form),
    });
    revalidatePath(`/${installation}/presence`);
    return done("Saved. It holds for doors opened from now on.");
  });
}

/** Posts `connectionId`: asks the vendor for its doors. */
export async function listDoors(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("list-doors", {}, async () => {
    const { doors } = await listDoorsAgain(services, { installationId, connectionId: readKey(form) });
    revalidatePath(`/${installation}/presence`);
    return done(doors === 1 ? "The vendor has 1 door." : `The vendor has ${doors} doors.`);
  });
}
