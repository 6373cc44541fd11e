import type { InstallationId } from "@/lib/access/types";
import { runtime, servicesFor } from "../runtime";
import { type CheckTicket, openTicket, sealTicket, type Way } from "./sealed-ticket";

/** Where a verified install goes: the page that looks whether the session cookie came back. */
export async function checkAddress(input: {
  readonly installationId: InstallationId;
  /** How the link came in; left out where an admin answered a question first. */
  readonly way?: Way;
}): Promise<string> {
  const { installationId, way = "as_configured" } = input;
  const followedAt = servicesFor("check").realClock.now();
  const k = await sealTicket({ installationId, followedAt, way }, runtime().env.NEXTAUTH_SECRET);
  return `/check?${new URLSearchParams({ k })}`;
}

export const readTicket = (text: string | undefined): Promise<CheckTicket | null> =>
  openTicket(text, runtime().env.NEXTAUTH_SECRET);
