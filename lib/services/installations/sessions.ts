import { endSession, getInstallation, insertSession, liveSession } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";

/** A working day; the launch link signs in again in one click. */
export const SESSION_SECONDS = 8 * 3600;

export interface SessionTicket {
  readonly sessionId: string;
  readonly installationId: InstallationId;
}

/** Opens a new session; an old one of the same browser is ended, so that an id seen before is worth nothing. */
export async function openSession(
  services: Services,
  input: { readonly installationId: InstallationId; readonly replaces: string | null },
): Promise<SessionTicket | null> {
  const installation = await getInstallation(services.db, input);
  if (!installation || installation.state === "removed") return null;
  const now = services.realClock.now();
  if (input.replaces !== null) await endSession(services.db, { sessionId: input.replaces, now });
  const sessionId = randomId();
  await insertSession(services.db, {
    id: sessionId,
    installationId: installation.id,
    sessionVersion: installation.sessionVersion,
    createdAt: now,
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
  });
  return { sessionId, installationId: installation.id };
}

/** The session behind a cookie, when it still stands: not ended, not expired, version and installation good. */
export async function checkSession(
  services: Services,
  ticket: { readonly sessionId: string; readonly installationId: string },
) {
  if (!/^[0-9a-f-]{36}$/.test(ticket.sessionId)) return null;
  const found = await liveSession(services.db, {
    sessionId: ticket.sessionId,
    now: services.realClock.now(),
  });
  return found && found.installation.id === ticket.installationId ? found : null;
}

export async function closeSession(
  services: Services,
  ticket: { readonly sessionId: string },
): Promise<void> {
  await endSession(services.db, { sessionId: ticket.sessionId, now: services.realClock.now() });
}
