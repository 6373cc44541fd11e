import { type NextRequest, NextResponse } from "next/server";
import { TARGET_HEADER } from "./app/canonical-host";
import { contentSecurityPolicy } from "./app/content-security-policy";
import { isDatabaseUp } from "./app/database-up";
import { handleInstall } from "./app/install/handle";
import { tooManyCalls } from "./app/rate-limit";
import { runtime } from "./app/runtime";
import { unavailablePage } from "./app/unavailable";
import type { LimitedCall } from "./lib/services/limits/limits";

/** Called by machines under whatever name they know; everything else has one origin. */
const ANY_HOST = /^\/api\/(inngest|nexudus\/webhooks|health)(\/|$)/;
/** Answers for itself, database down or not. */
const OWN_ANSWER = /^\/api\//;

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
  const canonical = new URL(env.NEXTAUTH_URL);
  const here = (to: string) => new URL(to, request.url);
  if (!ANY_HOST.test(path) && request.headers.get("host") !== canonical.host) {
    const headers = new Headers(request.headers);
    headers.set(TARGET_HEADER, `${path}${request.nextUrl.search}`);
    return NextResponse.rewrite(here("/api/canonical"), { request: { headers } });
  }
  if (OWN_ANSWER.test(path)) return NextResponse.next();
  if (!(await isDatabaseUp())) return unavailablePage();

  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV !== "production");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const withPolicy = (response: NextResponse) => {
    response.headers.set("content-security-policy", policy);
    return response;
  };

  const limited = limitedCall(request.method, path);
  const tooMany = limited && (await tooManyCalls(limited, request.headers));
  if (tooMany) return tooMany;
  if (path === "/install") {
    const answer = await handleInstall(request);
    if (answer.kind === "go") return answer.response;
    // To a clean address: what is wrong with a link may be all there is of a secret.
    return NextResponse.redirect(here(`/install/problem?${new URLSearchParams(answer.show)}`), {
      status: 303,
      headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });
  }
  if (path === "/install/problem")
    return withPolicy(
      NextResponse.rewrite(here(`${path}${request.nextUrl.search}`), { status: 400, request: { headers } }),
    );
  return withPolicy(NextResponse.next({ request: { headers } }));
}

/** Not before files, and not before the machines' addresses: Next keeps a copy of every body a proxy sees. */
export const config = {
  matcher: [
    "/((?!_next/static/|_next/image$|favicon.ico$|icon.svg$|api/inngest$|api/health$|api/nexudus/webhooks/).*)",
  ],
};
