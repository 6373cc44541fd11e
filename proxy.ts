import { type NextRequest, NextResponse } from "next/server";
import { moveFor, SEEN_HEADER, seenFrom, TARGET_HEADER } from "./app/canonical-host";
import { CAUSE_HEADER, isFramed } from "./app/check/signals";
import { contentSecurityPolicy, NEXUDUS, NOBODY } from "./app/content-security-policy";
import { isDatabaseUp } from "./app/database-up";
import { handleInstall } from "./app/install/handle";
import { isBrokenForm } from "./app/posted-form";
import { tooManyCalls } from "./app/rate-limit";
import { runtime } from "./app/runtime";
import { isForeign } from "./app/same-origin";
import { unavailablePage } from "./app/unavailable";
import type { LimitedCall } from "./lib/services/limits/limits";

/** Called by machines under whatever name they know; everything else has one origin. */
const ANY_HOST = /^\/api\/(inngest|nexudus\/webhooks|vendors\/[^/]+\/webhooks|health)(\/|$)/;
/** Answers for itself, database down or not. */
const OWN_ANSWER = /^\/api\//;
/** The only pages that Nexudus' dashboard may show inside its own: they lead out into a tab. */
const MAY_BE_FRAMED = new Set(["/install", "/check"]);
const YEAR_SECONDS = 31_536_000;

/** What strangers can make expensive, counted per client before anything else is done for them. */
const limitedCall = (method: string, path: string): LimitedCall | null => {
  if (path === "/install") return "install";
  return method === "POST" && /^\/(check|install)(\/|$)/.test(path) ? "install-answer" : null;
};

/**
 * Before every page: one canonical origin, the install link, a fresh nonce, and a plain 503 while the
 * database is down. Who may see a page is decided by the page itself (`requireSession`), never here.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { env } = runtime();
  const path = request.nextUrl.pathname.replace(/\/{2,}/g, "/");
  const { search } = request.nextUrl;
  const canonical = new URL(env.NEXTAUTH_URL);
  const here = (to: string) => new URL(to, request.url);
  if (ANY_HOST.test(path)) return NextResponse.next();

  const seen = seenFrom(request.headers, canonical);
  const headers = new Headers(request.headers);
  for (const name of [TARGET_HEADER, CAUSE_HEADER]) headers.delete(name);
  headers.set(SEEN_HEADER, `${seen.scheme}://${seen.browserHost}`);
  // What follows compares with these: a server in front, or a stranger, may have written anything.
  headers.set("x-forwarded-host", canonical.host);
  headers.set("x-forwarded-proto", canonical.protocol.slice(0, -1));

  const move = moveFor(seen, canonical, { path, search });
  if (move.kind === "move") {
    headers.set(TARGET_HEADER, move.target);
    return NextResponse.rewrite(here("/api/canonical"), { request: { headers } });
  }
  if (isForeign({ method: request.method, path, headers: request.headers }, canonical.origin))
    return new NextResponse("This was asked for by another site, so Lintel did not do it.", { status: 403 });
  if (OWN_ANSWER.test(path))
    return move.kind === "stuck"
      ? new NextResponse("This address is served under another host.", { status: 421 })
      : NextResponse.next({ request: { headers } });
  if (await isBrokenForm(request)) return new NextResponse("This form cannot be read.", { status: 400 });
  if (!(await isDatabaseUp())) return unavailablePage();

  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy({
    nonce,
    isDevelopment: process.env.NODE_ENV !== "production",
    framedBy: MAY_BE_FRAMED.has(path) ? NEXUDUS : NOBODY,
  });
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const withPolicy = (response: NextResponse) => {
    response.headers.set("content-security-policy", policy);
    // Install links and check tickets stand in the address.
    if (MAY_BE_FRAMED.has(path)) response.headers.set("referrer-policy", "no-referrer");
    if (canonical.protocol === "https:")
      response.headers.set("strict-transport-security", `max-age=${YEAR_SECONDS}`);
    return response;
  };
  const check = (cause: "framed" | "wrong_host") => {
    headers.set(CAUSE_HEADER, cause);
    return withPolicy(NextResponse.rewrite(here("/check"), { request: { headers } }));
  };

  if (move.kind === "stuck") return check("wrong_host");
  const limited = limitedCall(request.method, path);
  const tooMany = limited && (await tooManyCalls(limited, request.headers));
  if (tooMany) return tooMany;
  if (path === "/install") {
    // A link opens once: a scanner that only looks at its headers must not use it up.
    if (request.method !== "GET") return new NextResponse(null, { status: 405, headers: { allow: "GET" } });
    if (isFramed(request.headers)) {
      // Not followed here: the frame keeps no cookie, and a link opens once.
      headers.set(TARGET_HEADER, `${path}${search}`);
      return check("framed");
    }
    const answer = await handleInstall(request);
    if (answer.kind === "go") return answer.response;
    // To a clean address: what is wrong with a link may be all there is of a secret.
    return NextResponse.redirect(here(`/install/problem?${new URLSearchParams(answer.show)}`), {
      status: 303,
      headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });
  }
  if (path === "/install/problem")
    return withPolicy(NextResponse.rewrite(here(`${path}${search}`), { status: 400, request: { headers } }));
  return withPolicy(NextResponse.next({ request: { headers } }));
}

/** Not before files, and not before the machines' addresses: Next keeps a copy of every body a proxy sees. */
export const config = {
  matcher: [
    "/((?!_next/static/|_next/image$|favicon.ico$|icon.svg$|api/inngest$|api/health$|api/nexudus/webhooks/|api/vendors/[^/]+/webhooks/).*)",
  ],
};
