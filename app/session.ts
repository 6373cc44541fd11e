import { notFound, redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "@/lib/services/context";
import { checkSession } from "@/lib/services/installations/sessions";
import { authOptions, SIGNED_OUT_PATH } from "./auth-options";
import { servicesFor } from "./runtime";

/** The live session of this request, or null: no cookie, an unreadable one, or one whose session ended. */
export const currentSession = cache(async () => {
  const session = await getServerSession(authOptions());
  if (!session?.sessionId || !session.installationId) return null;
  return checkSession(servicesFor("session"), {
    sessionId: session.sessionId,
    installationId: session.installationId,
  });
});

export interface ConsoleAccess {
  readonly services: Services;
  readonly installationId: InstallationId;
  readonly sessionId: string;
}

/**
 * Lets a request into one installation's console. Without a good session: to the signed-out page, which is
 * public and goes nowhere by itself. With a session of another installation: not found.
 */
export async function requireSession(installation: string): Promise<ConsoleAccess> {
  const found = await currentSession();
  if (!found) redirect(SIGNED_OUT_PATH);
  if (found.installation.id !== installation) notFound();
  return {
    services: servicesFor(`operator:${found.session.id}`),
    installationId: found.installation.id,
    sessionId: found.session.id,
  };
}
