import { decode } from "next-auth/jwt";

/** More values under one name than any browser of ours has been given are not looked at. */
const CANDIDATES_MAX = 6;
/** A sealed session is about 300 characters; next-auth would cut one longer than this into parts. */
const CHARS_MAX = 8_192;

export type CookieReading =
  | {
      readonly kind: "ticket";
      readonly ticket: { readonly sessionId: string; readonly installationId: string };
    }
  | { readonly kind: "none" | "unreadable" | "other_secret" | "expired" };

/**
 * Every value that a browser sent under one name. There can be several: another site of the same domain, or an
 * earlier version, may have left its own beside ours, and numbered parts of a long one. One bad value must not
 * hide the good one for ever.
 */
export function cookieValues(header: string | null, name: string): readonly string[] {
  const whole: string[] = [];
  const parts: [number, string][] = [];
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at < 0) continue;
    const key = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if (key === name) whole.push(value);
    else if (key.startsWith(`${name}.`) && /^\d{1,2}$/.test(key.slice(name.length + 1)))
      parts.push([Number(key.slice(name.length + 1)), value]);
  }
  const joined = parts.sort(([a], [b]) => a - b).map(([, value]) => value);
  return [...whole, ...(joined.length > 0 ? [joined.join("")] : [])]
    .filter((value) => value.length > 0 && value.length <= CHARS_MAX)
    .slice(0, CANDIDATES_MAX);
}

/** From the least that a bad cookie tells to the most. */
const RANK = ["none", "unreadable", "other_secret", "expired"] as const;

async function readValue(value: string, secret: string): Promise<CookieReading> {
  try {
    const token = await decode({ token: value, secret });
    if (!token?.sub || typeof token.installationId !== "string") return { kind: "unreadable" };
    return { kind: "ticket", ticket: { sessionId: token.sub, installationId: token.installationId } };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ERR_JWT_EXPIRED") return { kind: "expired" };
    return { kind: code === "ERR_JWE_DECRYPTION_FAILED" ? "other_secret" : "unreadable" };
  }
}

/** What the session cookie of a request says: the first good value, else why there is none. Never throws. */
export async function readCookie(
  header: string | null,
  cookie: { readonly name: string; readonly secret: string },
): Promise<CookieReading> {
  let telling: (typeof RANK)[number] = "none";
  for (const value of cookieValues(header, cookie.name)) {
    const reading = await readValue(value, cookie.secret);
    if (reading.kind === "ticket") return reading;
    if (RANK.indexOf(reading.kind) > RANK.indexOf(telling)) telling = reading.kind;
  }
  return { kind: telling };
}
