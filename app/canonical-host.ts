/** Set by the proxy alone: path and query that were asked for. */
export const TARGET_HEADER = "x-lintel-target";
/** Set by the proxy alone: scheme and host as the browser seems to see them. */
export const SEEN_HEADER = "x-lintel-seen";
/** Added to an address once it was moved to the one origin: it is never moved a second time. */
export const MOVED = "moved";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** Where a request seems to come from, as far as its headers tell. None of it is proof. */
export interface Seen {
  /** What stands in Host, the port written only where the scheme needs it. */
  readonly host: string;
  /** What a server in front says the browser asked for; `host` when it says nothing. */
  readonly browserHost: string;
  readonly scheme: "http" | "https";
}

const first = (headers: Headers, name: string) => headers.get(name)?.split(",")[0]?.trim() || null;

const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/** `DOORS.example.com:443` over https is `doors.example.com`. Text that is no host stays as it is. */
function plainHost(host: string, scheme: string): string {
  const url = `${scheme}://${host}`;
  return HOST.test(host) && URL.canParse(url) ? new URL(url).host : host;
}

/**
 * Reads what a server in front tells. Browsers send `Sec-Fetch-*` over https alone (and to this very machine),
 * so a request that has them came over https even where the server in front calls it http.
 */
export function seenFrom(headers: Headers, canonical: URL): Seen {
  const told = first(headers, "x-forwarded-proto") === "https" ? "https" : "http";
  const hasFetchData = headers.has("sec-fetch-dest") || headers.has("sec-fetch-site");
  const isProven = hasFetchData && !LOOPBACK.test(canonical.hostname);
  const scheme = isProven ? "https" : told;
  // The default port of the configured scheme: a server in front may write it into Host.
  const host = plainHost(headers.get("host") ?? "", canonical.protocol.slice(0, -1));
  const forwarded = first(headers, "x-forwarded-host");
  return {
    host,
    browserHost: forwarded ? plainHost(forwarded, canonical.protocol.slice(0, -1)) : host,
    scheme,
  };
}

export type Move =
  | { readonly kind: "stay" }
  /** To `target` on the one origin. */
  | { readonly kind: "move"; readonly target: string }
  /** It was moved before and has still another host: a server in front does not pass the host on. */
  | { readonly kind: "stuck" };

/**
 * Whether a request belongs to the one origin (design I3).
 *
 *     host      scheme                       not moved yet   moved before
 *     ours      as configured, or http is    stay            stay
 *     ours      http, but https is wanted    move            stay: whoever says http may be wrong
 *     another   any                          move            stuck
 */
export function moveFor(seen: Seen, canonical: URL, asked: { path: string; search: string }): Move {
  const isOurs = seen.host === canonical.host;
  const isSecure = canonical.protocol === "http:" || seen.scheme === "https";
  if (isOurs && isSecure) return { kind: "stay" };
  const query = new URLSearchParams(asked.search);
  if (query.has(MOVED)) return { kind: isOurs ? "stay" : "stuck" };
  const mark = `${asked.search ? "&" : "?"}${MOVED}=1`;
  return { kind: "move", target: `${asked.path}${asked.search}${mark}` };
}

/** The same path and query on the one origin; never anywhere else, whatever the header holds. */
export function canonicalLocation(target: string | null, origin: string): string {
  const path = `/${(target ?? "").replace(/^[/\\]+/, "")}`;
  const url = URL.canParse(path, origin) ? new URL(path, origin) : new URL(origin);
  return url.origin === new URL(origin).origin ? url.toString() : origin;
}
