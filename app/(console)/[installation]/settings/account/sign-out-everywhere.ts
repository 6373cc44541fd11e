"use server";

import { redirect } from "next/navigation";
import { signOutEverywhere } from "@/lib/services/installations/sign-out-everywhere";
import type { ActionState } from "@/lib/services/views";
import { act } from "../../../../act";
import { requireSession } from "../../../../session";
import { signedOutPath } from "../../../../signed-out/path";

/** Ends the sessions of all browsers, this one too. */
export async function signOutEverywhereAction(installation: string): Promise<ActionState> {
  const { services, installationId } = await requireSession(installation);
  return act("sign-out-everywhere", {}, async () => {
    await signOutEverywhere(services, { installationId });
    redirect(signedOutPath("signed_out"));
  });
}
