import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { PrivateHosts } from "./private-hosts";
import { isPublicAddress } from "./public-address";

/** Why an address somebody typed is not called, or its answer not taken. A closed list. */
export type UrlGuardErrorKind =
  | "not_a_url"
  | "not_https"
  | "credentials_in_url"
  | "unresolvable"
  | "not_public"
  | "unreachable"
  | "certificate_untrusted"
  | "certificate_changed"
  | "redirected"
  | "too_large"
  | "timed_out";

const MESSAGES: Readonly<Record<UrlGuardErrorKind, string>> = {
  not_a_url: "This is not an address.",
  not_https: "The address must begin with https://.",
  credentials_in_url: "The address must not contain a username or password.",
  unresolvable: "The name of this server is not known.",
  not_public: "The address leads into a private network, which this Lintel is not allowed to reach.",
  unreachable: "The server does not answer at this address.",
  certificate_untrusted: "The certificate of the server is not trusted.",
  certificate_changed: "The certificate of the server is not the one that was confirmed.",
  redirected: "The server sends on to another address, which is not followed.",
  too_large: "The server's answer is too large.",
  timed_out: "The server did not answer in time.",
};

/** Fixed text per kind; never the address, for a person may have typed a password into it. */
export class UrlGuardError extends Error {
  override readonly name = "UrlGuardError";
  constructor(readonly kind: UrlGuardErrorKind) {
    super(MESSAGES[kind]);
  }
}

/** All addresses of a name, as text. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface CheckedUrl {
  readonly url: URL;
  /** As in the URL, without brackets or a final dot. */
  readonly host: string;
  readonly port: number;
  /** Where to connect, and nowhere else: asking for the name again could give another answer. */
  readonly addresses: readonly string[];
}

/** Asks the system, so that the operator's hosts file and DNS both count. */
export const resolveBySystem: Resolve = async (host) =>
  (await systemLookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Checks an address somebody typed (design D13): https, no credentials in it, and every address its name has now is
 * public or allowed by the operator. One that is not refuses all: the next connection might use it.
 *
 * Hosts are read as browsers read them: `0x7f.1`, `2130706433` and `127.0.0.1.` are all 127.0.0.1.
 * Errors: `UrlGuardError`.
 */
export async function checkUrl(
  typed: string,
  deps: { readonly resolve: Resolve; readonly privateHosts: PrivateHosts },
): Promise<CheckedUrl> {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (!url) throw new UrlGuardError("not_a_url");
  if (url.protocol !== "https:") throw new UrlGuardError("not_https");
  if (url.username !== "" || url.password !== "") throw new UrlGuardError("credentials_in_url");
  const named = url.hostname.replace(/\.$/, "");
  const host = named.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? 443 : Number(url.port);
  const addresses = isIP(host) === 0 ? await resolved(host, deps.resolve) : [host];
  if (addresses.length === 0) throw new UrlGuardError("unresolvable");
  for (const address of addresses)
    if (!isPublicAddress(address) && !deps.privateHosts.allows({ host: named, port, address }))
      throw new UrlGuardError("not_public");
  return { url, host, port, addresses };
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch {
    throw new UrlGuardError("unresolvable");
  }
}
