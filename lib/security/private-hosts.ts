import { BlockList, isIP } from "node:net";
import { isForbiddenAddress } from "./public-address";

/** What the operator allows to be reached although it is not public: a vendor's server on their own network. */
export interface PrivateHosts {
  /** `host` as in a URL's `hostname`, without a final dot; `address` is what it resolved to. */
  allows(target: { readonly host: string; readonly port: number; readonly address: string }): boolean;
}

/** Thrown with every entry that cannot be used. */
export class PrivateHostsError extends Error {
  override readonly name = "PrivateHostsError";
  constructor(readonly problems: readonly string[]) {
    super(problems.join("; "));
  }
}

/** Wider than this is no network of one customer but a guard switched off. */
const PREFIX_MIN = { ipv4: 8, ipv6: 16 } as const;

/**
 * Reads `ALLOW_PRIVATE_VENDOR_HOSTS`: entries by commas, each `host:port` (`acm.lan:8443`, `10.1.2.3:443`,
 * `[fd00::5]:443`) or a range (`10.1.0.0/16`, `fd00::/48`). Empty allows nothing.
 *
 * Link-local, unspecified and multicast addresses stay refused whatever is listed.
 * Errors: `PrivateHostsError` with every entry that is neither, or a range wider than /8 (IPv4) or /16 (IPv6).
 */
export function parsePrivateHosts(text: string): PrivateHosts {
  const named = new Set<string>();
  const ranges = new BlockList();
  const problems: string[] = [];
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  for (const entry of entries) {
    const problem = entry.includes("/") ? addRange(ranges, entry) : addHost(named, entry);
    if (problem) problems.push(`"${entry}" ${problem}`);
  }
  if (problems.length > 0) throw new PrivateHostsError(problems);
  return {
    allows({ host, port, address }) {
      if (isForbiddenAddress(address)) return false;
      return named.has(`${host}:${port}`) || ranges.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
    },
  };
}

function addHost(named: Set<string>, entry: string): string | null {
  const port = /:(\d{1,5})$/.exec(entry)?.[1];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535)
    return "is neither host:port nor a range such as 10.1.0.0/16";
  const host = entry.slice(0, -port.length - 1);
  // Read as a URL reads it, so that what is compared later is spelled the same way.
  const url = URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`) : null;
  if (url?.port !== "" || url.username !== "" || url.pathname !== "/")
    return "does not name a host before its port";
  named.add(`${url.hostname.replace(/\.$/, "")}:${Number(port)}`);
  return null;
}

function addRange(ranges: BlockList, entry: string): string | null {
  const [net = "", length = "", ...rest] = entry.split("/");
  const family = isIP(net) === 4 ? "ipv4" : isIP(net) === 6 && !net.includes("%") ? "ipv6" : null;
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (family === null || rest.length > 0 || !(prefix <= (family === "ipv4" ? 32 : 128)))
    return "is no range of addresses such as 10.1.0.0/16";
  if (prefix < PREFIX_MIN[family]) return `is too wide: at least /${PREFIX_MIN[family]}`;
  ranges.addSubnet(net, prefix, family);
  return null;
}
