import { decode, encode } from "next-auth/jwt";
import type { InstallationId } from "@/lib/access/types";

/** Long enough to read the page, allow cookies and reload it. Real time, like every cookie. */
const TICKET_SECONDS = 5 * 60;
/** Another key than the session cookie's: neither is ever taken for the other. */
const PURPOSE = "lintel-cookie-check";

/** How the install link was opened, as far as its headers told. */
const WAYS = ["as_configured", "other_host", "other_scheme"] as const;
export type Way = (typeof WAYS)[number];

/** A verified install link that was followed moments ago. Opens nothing: it only lets the check page explain. */
export interface CheckTicket {
  readonly installationId: InstallationId;
  readonly followedAt: Date;
  readonly way: Way;
}

/** Ids and an instant only, sealed under a key derived from `secret`. */
export function sealTicket(ticket: CheckTicket, secret: string): Promise<string> {
  return encode({
    token: { sub: ticket.installationId, at: ticket.followedAt.getTime(), way: ticket.way },
    secret,
    salt: PURPOSE,
    maxAge: TICKET_SECONDS,
  });
}

/** Null for anything but a ticket sealed with this secret that is still fresh. Never throws. */
export async function openTicket(text: string | undefined, secret: string): Promise<CheckTicket | null> {
  if (!text) return null;
  try {
    const token = await decode({ token: text, secret, salt: PURPOSE });
    const way = WAYS.find((word) => word === token?.way);
    if (!token?.sub || typeof token.at !== "number" || !way) return null;
    return { installationId: token.sub as InstallationId, followedAt: new Date(token.at), way };
  } catch {
    return null;
  }
}
