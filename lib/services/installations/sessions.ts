import { endSession, getInstallation, insertSession, liveSession } from "@/db/queries/installations";
import { sessionStanding } from "@/db/queries/sign-in";
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

type LiveSession = NonNullable<Awaited<ReturnType<typeof liveSession>>>;

/** A session that stands, or why it does not: its eight hours are over, or it was ended before. */
export type SessionState = ({ readonly kind: "good" } & LiveSession) | { readonly kind: "expired" | "ended" };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The session behind a cookie: not ended, not expired, version and installation good; else what is wrong. */
export async function sessionState(
  services: Services,
  ticket: { readonly sessionId: string; readonly installationId: string },
): Promise<SessionState> {
  const { sessionId } = ticket;
  const installationId = ticket.installationId as InstallationId;
  if (!ID.test(sessionId) || !ID.test(installationId)) return { kind: "ended" };
  const now = services.realClock.now();
  const live = await liveSession(services.db, { sessionId, now });
  if (live && live.installation.id === installationId) return { kind: "good", ...live };
  const row = await sessionStanding(services.db, { installationId, sessionId });
  const isCut = !row || row.endedAt || row.version !== row.currentVersion || row.state === "removed";
  return { kind: isCut ? "ended" : "expired" };
}

/** As `sessionState`, null for anything but a good one. */
export async function checkSession(
  services: Services,
  ticket: { readonly sessionId: string; readonly installationId: string },
): Promise<LiveSession | null> {
  const state = await sessionState(services, ticket);
  return state.kind === "good" ? state : null;
}

export async function closeSession(
  services: Services,
  ticket: { readonly sessionId: string },
): Promise<void> {
  await endSession(services.db, { sessionId: ticket.sessionId, now: services.realClock.now() });
}
