import type { Seen } from "../canonical-host";
import type { Way } from "./sealed-ticket";

/** Set by the proxy alone: a page of another address is to be answered with the check page, for this cause. */
export const CAUSE_HEADER = "x-lintel-cause";

/** The browser says that the answer goes into a frame. Old browsers say nothing. */
export const isFramed = (headers: Headers) =>
  ["iframe", "frame", "embed", "object"].includes(headers.get("sec-fetch-dest") ?? "");

/** What a browser says of itself, the same over http and https and inside a frame. */
export const browserOf = (headers: Headers) =>
  [headers.get("user-agent"), headers.get("accept-language")].map((text) => text ?? "").join("\n");

/** How a link came in, for the page that may have to explain it. */
export function wayOf(seen: Seen, canonical: URL): Way {
  if (seen.browserHost !== canonical.host) return "other_host";
  const isPlain = canonical.protocol === "https:" && seen.scheme === "http";
  return isPlain ? "other_scheme" : "as_configured";
}
