import { BlockList, isIP } from "node:net";

/**
 * IPv4 ranges that are not the public internet. Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890 and
 * updates), read 2026-05; whatever a range has that is public inside is refused with it.
 */
const NOT_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // this network, unspecified
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carrier-grade NAT
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, cloud metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];

/**
 * IPv6 is judged the other way round: only global unicast (2000::/3) can be public, which leaves out loopback,
 * unspecified, mapped and compatible IPv4, NAT64, link-local, site-local, unique local and multicast. Of it these are
 * not public, or carry an IPv4 address inside. Source: IANA IPv6 Special-Purpose Address Registry, read 2026-05.
 */
const NOT_PUBLIC_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // protocol assignments, Teredo, ORCHID
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["3fff::", 20], // documentation
];

/** Never reached, whatever is allowed: nothing of a customer's lives there, but a cloud's own secrets do. */
const NEVER: readonly (readonly [string, number, "ipv4" | "ipv6"])[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 128, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
  ["fd00:ec2::", 32, "ipv6"],
];

function listOf(ranges: readonly (readonly [string, number, "ipv4" | "ipv6"])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of ranges) list.addSubnet(net, prefix, family);
  return list;
}

const special = listOf([
  ...NOT_PUBLIC_V4.map(([net, prefix]) => [net, prefix, "ipv4"] as const),
  ...NOT_PUBLIC_V6.map(([net, prefix]) => [net, prefix, "ipv6"] as const),
]);
const globalUnicast = listOf([["2000::", 3, "ipv6"]]);
const never = listOf(NEVER);

/** Whether an address in text form is in the public internet. Anything that is no plain address is not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  // A zone ("%eth0") names an interface of this machine.
  if (family !== 6 || address.includes("%")) return false;
  return globalUnicast.check(address, "ipv6") && !special.check(address, "ipv6");
}

/** Whether an address may not be reached even where private ones are allowed. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes("%")) return true;
  // The list looks through IPv4 addresses mapped into IPv6 by itself.
  return never.check(address, family === 4 ? "ipv4" : "ipv6");
}
