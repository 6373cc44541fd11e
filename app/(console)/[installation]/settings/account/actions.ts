"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { confirmLocations } from "@/lib/services/installations/confirm-locations";
import { removeInstallation } from "@/lib/services/installations/remove";
import type { ActionState } from "@/lib/services/views";
import { act, done, keptValues } from "../../../../act";
import { requireSession } from "../../../../session";

const FIELD = /^(zone|dayChangeHour)\.(.{1,60})$/;
const row = z.object({
  id: z.string(),
  zone: z.string().max(80).default(""),
  dayChangeHour: z.coerce.number().default(Number.NaN),
});

/** Posts `confirm` (the account's name), `grants` (the number shown) and `removePeople`. */
export async function removeLintel(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("remove", {}, async () => {
    const typed = z
      .object({ confirm: z.string().max(200), grants: z.coerce.number().int().min(0) })
      .parse({ confirm: form.get("confirm"), grants: form.get("grants") });
    const removePeople = form.get("removePeople") === "on";
    await removeInstallation(services, { installationId, ...typed, removePeople });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `zone.<id>` and `dayChangeHour.<id>` for every location. */
export async function saveLocations(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const names = [...new Set(form.keys())].filter((name) => FIELD.test(name));
  const values = keptValues(form, names);
  const state = await act("locations", values, async () => {
    const ids = new Set(names.flatMap((name) => FIELD.exec(name)?.[2] ?? []));
    const locations = [...ids].map((id) =>
      row.parse({ id, zone: values[`zone.${id}`], dayChangeHour: values[`dayChangeHour.${id}`] }),
    );
    await confirmLocations(services, { installationId, locations });
    revalidatePath(`/${installation}`, "layout");
    return done("Saved.");
  });
  const fieldErrors = Object.fromEntries(
    Object.entries(state.fieldErrors).map(([field, text]) => [
      field.replace(/^dayChange\./, "dayChangeHour."),
      text,
    ]),
  );
  return { ...state, fieldErrors };
}
