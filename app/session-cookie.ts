import { encode } from "next-auth/jwt";
import { SESSION_SECONDS, type SessionTicket } from "@/lib/services/installations/sessions";
import { type CookieReading, cookieValues, readCookie } from "./read-cookie";
import { runtime } from "./runtime";

const PLAIN_NAME = "next-auth.session-token";
const SECURE_NAME = `__Secure-${PLAIN_NAME}`;

const isSecure = () => runtime().env.NEXTAUTH_URL.startsWith("https://");

/** The name next-auth itself uses on this origin. */
export const sessionCookieName = () => (isSecure() ? SECURE_NAME : PLAIN_NAME);

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

/** What the session cookie among these says. */
export function readSessionCookie(cookieHeader: string | null): Promise<CookieReading> {
  return readCookie(cookieHeader, { name: sessionCookieName(), secret: runtime().env.NEXTAUTH_SECRET });
}

/** A sign-in made under the other scheme is there: its cookie has the other name. */
export const hasOtherSchemeCookie = (cookieHeader: string | null) =>
  cookieValues(cookieHeader, isSecure() ? PLAIN_NAME : SECURE_NAME).length > 0;
