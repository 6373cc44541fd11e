import type { NextResponse } from "next/server";
import { clientAddress } from "@/lib/services/limits/client-address";
import type { LimitedCall } from "@/lib/services/limits/limits";
import { takeTurn } from "@/lib/services/limits/take-turn";
import { peerHeader } from "./http-server";
import { plainPage } from "./plain-page";
import { servicesFor } from "./runtime";

/** Whom a request is counted for, as far as the operator's proxies vouch for it. */
export function addressOf(headers: Headers): string {
  return clientAddress({
    peer: headers.get(peerHeader()),
    forwardedFor: headers.get("x-forwarded-for"),
    trustedHops: servicesFor("limits").config.trustedProxyHops,
  });
}

/** Null = go on. Otherwise the page that says why not, and when to try again. It leads nowhere by itself. */
export async function tooManyCalls(call: LimitedCall, headers: Headers): Promise<NextResponse | null> {
  const turn = await takeTurn(servicesFor("limits"), { call, address: addressOf(headers) });
  if (turn.allowed) return null;
  return plainPage({
    status: 429,
    title: "Too many tries from your network",
    text: `Lintel was asked for this more often than people do, so it stopped answering your network for a moment. Nothing was changed. Wait ${turn.retryAfterSeconds} seconds, then open Lintel from Nexudus again.`,
    retryAfterSeconds: turn.retryAfterSeconds,
  });
}
