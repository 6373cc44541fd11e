import { isIPv4, isIPv6 } from "node:net";

/** What all clients without a readable address share: a limit that is missing would not be noticed. */
const UNKNOWN = "unknown";
const HEADER_CHARS_MAX = 2_000;
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** IPv4 as it is, IPv6 by its first 64 bits: one household or server has all of those. */
function networkOf(text: string): string | null {
  const bare = text.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  const address = MAPPED.exec(bare)?.[1] ?? bare.replace(/%.*$/, "");
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const filled = [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return `${filled
    .slice(0, 4)
    .map((group: string) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/**
 * Whom a call is counted for. `peer` is the other end of the connection. Each proxy appends the address it was
 * called from to `forwardedFor`, so only the last `trustedHops` entries are true; what stands before them was
 * written by the client. With fewer entries than proxies the call went round them, and the peer counts.
 *
 * Never throws, whatever the header holds.
 */
export function clientAddress(call: {
  readonly peer: string | null;
  readonly forwardedFor: string | null;
  /** Proxies in front of the app that are the operator's own; 0 = the header is not believed at all. */
  readonly trustedHops: number;
}): string {
  const { peer, forwardedFor, trustedHops } = call;
  const own = (peer === null ? null : networkOf(peer)) ?? UNKNOWN;
  if (trustedHops < 1 || !forwardedFor) return own;
  const entries = forwardedFor.slice(-HEADER_CHARS_MAX).split(",");
  const told = entries.at(-trustedHops)?.trim();
  return (told === undefined ? null : networkOf(told)) ?? own;
}
