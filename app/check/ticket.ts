import { decode, encode } from "next-auth/jwt";
import type { InstallationId } from "@/lib/access/types";
import { runtime } from "../runtime";

/** Long enough to read the page, allow cookies and reload it. Real time, like every cookie. */
const TICKET_SECONDS = 5 * 60;
/** Another key than the session cookie's: neither is ever taken for the other. */
const PURPOSE = "lintel-cookie-check";

/** How the install link was opened, as far as its headers told. */
export const WAYS = ["as_configured", "other_host", "other_scheme"] as const;
export type Way = (typeof WAYS)[number];

/** A verified install link that was followed moments ago. Opens nothing: it only lets the check page explain. */
export interface CheckTicket {
  readonly installationId: InstallationId;
  readonly followedAt: Date;
  readonly way: Way;
}

/** Where a verified install goes: the page that looks whether the session cookie came back. */
export async function checkAddress(input: {
  readonly installationId: InstallationId;
  readonly way?: Way;
}): Promise<string> {
  const { env, services } = runtime();
  const k = await encode({
    token: {
      sub: input.installationId,
      at: services("check").realClock.now().getTime(),
      way: input.way ?? "as_configured",
    },
    secret: env.NEXTAUTH_SECRET,
    salt: PURPOSE,
    maxAge: TICKET_SECONDS,
  });
  return `/check?${new URLSearchParams({ k })}`;
}

/** Null for anything but a ticket of this deployment that is still fresh. */
export async function readTicket(text: string | undefined): Promise<CheckTicket | null> {
  if (!text) return null;
  try {
    const token = await decode({ token: text, secret: runtime().env.NEXTAUTH_SECRET, salt: PURPOSE });
    const way = WAYS.find((word) => word === token?.way);
    if (!token?.sub || typeof token.at !== "number" || !way) return null;
    return { installationId: token.sub as InstallationId, followedAt: new Date(token.at), way };
  } catch {
    return null;
  }
}
