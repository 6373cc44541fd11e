import { isBroken, type WireRequest } from "./request";
import type { WireAnswer } from "./send";

/** What only the inside of the app would say. */
const INSIDE =
  /\n\s+at [\w.<>$ [\]]+ ?\(?(?:file:|node:|\.next|\/)|node_modules\/|\.next\/server|PostgresError|DrizzleQueryError|select "?\w+"?\."\w+"|ECONNREFUSED|127\.0\.0\.1:5\d{4}\/lintel/;

export interface Surroundings {
  readonly origin: string;
  /** Must never be in an answer. */
  readonly secrets: readonly string[];
}

/** More than any address takes (docs/limits.md). */
const BODY_BYTES_MAX = 1_000_000;
/**
 * A body that is refused before it is read: the answer is sent, but the line is closed on bytes still coming, and
 * the reset may overtake it.
 */
const isRefusedUnread = (request: WireRequest) => Buffer.byteLength(request.body) > BODY_BYTES_MAX;

/** What is wrong with an answer, or null. */
export function objectionTo(
  request: WireRequest,
  answer: WireAnswer,
  { origin, secrets }: Surroundings,
): string | null {
  if (answer.isHung && !isBroken(request)) return "no end of the answer";
  if (answer.status === null)
    return isBroken(request) || isRefusedUnread(request) ? null : "closed without an answer";
  if (answer.status >= 500) return `answered ${answer.status}`;
  if (INSIDE.test(answer.body)) return "tells of its inside";
  const text = `${answer.headers}\n${answer.body}`;
  if (secrets.some((secret) => text.includes(secret))) return "tells a secret";
  const location = /\r\nlocation: ([^\r\n]*)/i.exec(answer.headers)?.[1];
  if (location !== undefined) {
    const to = URL.canParse(location, origin) ? new URL(location, origin) : null;
    if (to === null || to.origin !== origin) return "leads to another site";
  }
  if (/\r\nset-cookie: [^\r\n]*session-token=[^;\r\n]{20}/i.test(answer.headers) && !carriesSession(request))
    return "signs somebody in";
  return null;
}

/** next-auth renews the cookie of a session that is asked for: the same session, a later end. */
const carriesSession = (request: WireRequest) =>
  request.headers.some(([, value]) => value.includes("{session}"));
