"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { ConnectionId } from "@/lib/access/types";
import { type BegunConnection, beginConnection, enterAgain } from "@/lib/services/connections/begin";
import { confirmCertificate, offerCertificate } from "@/lib/services/connections/certificate";
import { pauseConnection, resumeConnection } from "@/lib/services/connections/change-state";
import { checkNow } from "@/lib/services/connections/check-now";
import { disconnectConnection } from "@/lib/services/connections/disconnect";
import { acceptLeftovers } from "@/lib/services/connections/disconnect-accept";
import { confirmAccount, startOAuth } from "@/lib/services/connections/oauth";
import { saveSettings } from "@/lib/services/connections/save-settings";
import { saveVendorSettings } from "@/lib/services/connections/save-vendor-settings";
import type { Services } from "@/lib/services/context";
import { requireTurn } from "@/lib/services/limits/take-turn";
import type { ActionState } from "@/lib/services/views";
import { act, done, keptValues } from "../../../act";
import { OAUTH_COOKIE, oauthCookieOptions } from "../../../oauth-cookie";
import { addressOf } from "../../../rate-limit";
import { requireSession } from "../../../session";

const connectionKey = z.object({ connectionId: z.uuid() });
const readKey = (form: FormData) =>
  connectionKey.parse({ connectionId: form.get("connectionId") }).connectionId as ConnectionId;

/** The sign-in's cookie goes with the answer; the page then leaves for the vendor by itself. */
async function leaveFor(
  services: Services,
  to: { readonly redirectTo: string; readonly browserToken: string },
): Promise<ActionState> {
  (await cookies()).set(OAUTH_COOKIE, to.browserToken, oauthCookieOptions(services.config.origin));
  return done(null, { goTo: to.redirectTo });
}

const takeTurnToSignIn = async (services: Services) =>
  requireTurn(services, { call: "oauth-begin", address: addressOf(await headers()) });

/** To the vendor's own sign-in where it has one, else to the connection's page. */
async function goOn(services: Services, installation: string, begun: BegunConnection): Promise<ActionState> {
  if (begun.leave) return leaveFor(services, begun.leave);
  revalidatePath(`/${installation}`, "layout");
  redirect(`/${installation}/connections/${begun.connectionId}` as Route);
}

const FIELDS_MAX = 40;

/** Inputs of the vendor's own form: `field.<key>`, a repeated one joined by commas. */
function fieldValues(form: FormData): Record<string, string> {
  const names = [...new Set(form.keys())].filter((name) => name.startsWith("field.")).slice(0, FIELDS_MAX);
  const values = keptValues(form, names);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.slice("field.".length), value]),
  );
}

/** What of them may be given back after an error: everything that is not secret. */
const shownValues = (services: Services, vendor: string | undefined, values: Record<string, string>) => {
  const fields = services.definition(vendor ?? "")?.connectFields ?? [];
  return Object.fromEntries(
    fields.flatMap((field) => (field.secret ? [] : [[field.key, values[field.key] ?? ""]])),
  );
};

/** Posts `vendor`, `location` (repeated) and `field.<key>` for each input of the vendor's form. */
export async function connectVendor(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const fields = fieldValues(form);
  const kept = keptValues(form, ["vendor", "location"]);
  const values = { ...kept, ...shownValues(services, kept.vendor, fields) };
  return act("connect", values, async () => {
    const { vendor, locationIds } = z
      .object({ vendor: z.string().max(40), locationIds: z.array(z.string().max(60)).max(500) })
      .parse({ vendor: form.get("vendor"), locationIds: form.getAll("location") });
    await takeTurnToSignIn(services);
    const input = { installationId, vendor, locationIds, values: fields };
    return goOn(services, installation, await beginConnection(services, input));
  });
}

/** Signs in again at the vendor of a connection. */
export async function signInAtVendor(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("sign-in", {}, async () => {
    await takeTurnToSignIn(services);
    return leaveFor(services, await startOAuth(services, { installationId, connectionId: readKey(form) }));
  });
}

/** Posts `connectionId`, `vendor` and `field.<key>`: signs in with inputs entered anew. */
export async function enterCredentials(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const values = fieldValues(form);
  const vendor = z.string().max(40).catch("").parse(form.get("vendor"));
  return act("enter-credentials", shownValues(services, vendor, values), async () => {
    await takeTurnToSignIn(services);
    const begun = await enterAgain(services, { installationId, connectionId: readKey(form), values });
    return goOn(services, installation, begun);
  });
}

/** Posts `connectionId`: reads the server's certificate again. */
export async function lookAtCertificate(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("look-at-certificate", {}, async () => {
    await takeTurnToSignIn(services);
    await offerCertificate(services, { installationId, connectionId: readKey(form) });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `connectionId` and `fingerprint`, the one shown. */
export async function confirmServer(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("confirm-server", {}, async () => {
    await takeTurnToSignIn(services);
    const fingerprint = z.string().max(200).parse(form.get("fingerprint"));
    await confirmCertificate(services, { installationId, connectionId: readKey(form), fingerprint });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `connectionId` and `field.<key>` for each of the vendor's own settings. */
export async function saveVendor(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const values = fieldValues(form);
  return act("vendor-settings", values, async () => {
    await saveVendorSettings(services, { installationId, connectionId: readKey(form), values });
    revalidatePath(`/${installation}`, "layout");
    return done("Saved.");
  });
}

/** Posts `connectionId` and `answer` ("no" = this account is somebody else's). */
export async function confirmOwnership(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("confirm-account", {}, async () => {
    const connectionId = readKey(form);
    await confirmAccount(services, { installationId, connectionId, yes: form.get("answer") !== "no" });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Saves at once what changes no right; lead and lag lead to their preview. */
export async function saveConnection(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  const values = keptValues(form, ["leadMinutes", "lagMinutes", "location", "whenRightsEnd"]);
  return act("connection-settings", values, async () => {
    const minutes = z.coerce.number().catch(Number.NaN);
    const { previewId } = await saveSettings(services, {
      installationId,
      connectionId: readKey(form),
      locationIds: z.array(z.string().max(60)).max(500).parse(form.getAll("location")),
      syncEmail: form.get("emailSync") === "on",
      syncPin: form.get("pinSync") === "on",
      syncCards: form.get("cardSync") === "on",
      randomPins: form.get("randomPins") === "on",
      vendorWindows: form.get("vendorWindows") === "on",
      whenRightsEnd: z
        .string()
        .max(20)
        .optional()
        .parse(form.get("whenRightsEnd") ?? undefined),
      leadMinutes: minutes.parse(form.get("leadMinutes") || Number.NaN),
      lagMinutes: minutes.parse(form.get("lagMinutes") || Number.NaN),
    });
    revalidatePath(`/${installation}`, "layout");
    if (previewId !== null) redirect(`/${installation}/preview/${previewId}` as Route);
    return done("Saved.");
  });
}

const shownGrants = z.object({ grants: z.coerce.number().int().min(0) });

/** Posts `connectionId`, `grants` (the number shown) and `removePeople`. */
export async function disconnect(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("disconnect", {}, async () => {
    const { grants } = shownGrants.parse({ grants: form.get("grants") });
    const removePeople = form.get("removePeople") === "on";
    const connectionId = readKey(form);
    await disconnectConnection(services, { installationId, connectionId, grants, removePeople });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `connectionId` and `grants`, the number shown as not to be taken back. */
export async function acceptWhatIsLeft(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("accept-leftovers", {}, async () => {
    const { grants } = shownGrants.parse({ grants: form.get("grants") });
    await acceptLeftovers(services, { installationId, connectionId: readKey(form), grants });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

/** Posts `connectionId` and `withdrawFuture`. */
export async function pause(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("pause", {}, async () => {
    const withdrawFuture = form.get("withdrawFuture") === "on";
    await pauseConnection(services, { installationId, connectionId: readKey(form), withdrawFuture });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

export async function resume(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("resume", {}, async () => {
    await resumeConnection(services, { installationId, connectionId: readKey(form) });
    revalidatePath(`/${installation}`, "layout");
    return done(null);
  });
}

export async function checkConnection(
  installation: string,
  _previous: ActionState,
  form: FormData,
): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("check-now", {}, async () => {
    await checkNow(services, { installationId, connectionId: readKey(form) });
    return done("A full check has begun.");
  });
}
