import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "@/lib/services/context";
import { type SessionState, sessionState } from "@/lib/services/installations/sessions";
import type { CookieReading } from "./read-cookie";
import { servicesFor } from "./runtime";
import { readSessionCookie } from "./session-cookie";
import { signedOutPath } from "./signed-out/path";

type Reading = SessionState | Exclude<CookieReading, { readonly kind: "ticket" }>;

/** The session of this request, or why there is none. Looked up once a request. */
export const readSession = cache(async (): Promise<Reading> => {
  const reading = await readSessionCookie((await headers()).get("cookie"));
  return reading.kind === "ticket" ? sessionState(servicesFor("session"), reading.ticket) : reading;
});

/** The live session of this request, or null. */
export async function currentSession() {
  const reading = await readSession();
  return reading.kind === "good" ? reading : null;
}

export interface ConsoleAccess {
  readonly services: Services;
  readonly installationId: InstallationId;
  readonly sessionId: string;
}

/**
 * Lets a request into one installation's console. Without a good session: to the signed-out page, which is
 * public, says why and goes nowhere by itself. With a session of another installation: not found.
 */
export async function requireSession(installation: string): Promise<ConsoleAccess> {
  const found = await readSession();
  if (found.kind !== "good") redirect(signedOutPath(found.kind));
  if (found.installation.id !== installation) notFound();
  return {
    services: servicesFor(`operator:${found.session.id}`),
    installationId: found.installation.id,
    sessionId: found.session.id,
  };
}
