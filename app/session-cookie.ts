import { encode } from "next-auth/jwt";
import { SESSION_SECONDS, type SessionTicket } from "@/lib/services/installations/sessions";
import { runtime } from "./runtime";

const isSecure = () => runtime().env.NEXTAUTH_URL.startsWith("https://");

/** The name next-auth itself uses on this origin. */
export const sessionCookieName = () => `${isSecure() ? "__Secure-" : ""}next-auth.session-token`;

/** Name, value and options of the session cookie, as next-auth itself would set it. */
export async function sessionCookie(ticket: SessionTicket) {
  const value = await encode({
    token: { sub: ticket.sessionId, installationId: ticket.installationId },
    secret: runtime().env.NEXTAUTH_SECRET,
    maxAge: SESSION_SECONDS,
  });
  const options = {
    httpOnly: true,
    sameSite: "lax" as const,
    secure: isSecure(),
    path: "/",
    maxAge: SESSION_SECONDS,
  };
  return { name: sessionCookieName(), value, options };
}
