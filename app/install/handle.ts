import { type NextRequest, NextResponse } from "next/server";
import { openInstall } from "@/lib/services/installations/open-install";
import { checkSession, openSession } from "@/lib/services/installations/sessions";
import { seenFrom } from "../canonical-host";
import { wayOf } from "../check/signals";
import { checkAddress } from "../check/ticket";
import { runtime, servicesFor } from "../runtime";
import { readSessionCookie, sessionCookie } from "../session-cookie";
import { PENDING_COOKIE, pendingCookieOptions } from "./pending-cookie";

/** Longer than any genuine link; the values themselves are capped by the check. */
const QUERY_CHARS_MAX = 4_000;

export type InstallAnswer =
  | { readonly kind: "go"; readonly response: NextResponse }
  /** To be shown as a page with status 400; `show` is what the page needs to say it. */
  | { readonly kind: "problem"; readonly show: Readonly<Record<string, string>> };

async function sessionOf(request: NextRequest) {
  const reading = await readSessionCookie(request.headers.get("cookie"));
  return reading.kind === "ticket" ? checkSession(servicesFor("session"), reading.ticket) : null;
}

/** The install and launch link. A good one signs in and goes to a clean address; nothing leads back to Nexudus. */
export async function handleInstall(request: NextRequest): Promise<InstallAnswer> {
  const { env, log } = runtime();
  const query = request.nextUrl.searchParams;
  if (request.nextUrl.search.length > QUERY_CHARS_MAX) return { kind: "problem", show: { code: "too-long" } };
  const services = servicesFor("install");
  const session = await sessionOf(request);
  const opened = await openInstall(services, {
    query,
    sessionInstallation: session?.installation.id ?? null,
  });
  const leaveFor = (path: string) =>
    NextResponse.redirect(new URL(path, env.NEXTAUTH_URL), {
      status: 303,
      headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });
  if (opened.kind === "asks") {
    log.info("install link asks first", { reason: opened.question });
    const response = leaveFor("/install/confirm");
    response.cookies.set(PENDING_COOKIE, opened.browserToken, pendingCookieOptions());
    return { kind: "go", response };
  }
  if (opened.kind !== "opened") {
    log.warn("install link refused", { reason: opened.kind === "refused" ? opened.reason : opened.kind });
    if (opened.kind === "refused") return { kind: "problem", show: { code: opened.reason } };
    return { kind: "problem", show: { code: "location-taken", location: opened.locationName } };
  }
  const ticket = await openSession(services, {
    installationId: opened.installationId,
    replaces: session?.session.id ?? null,
  });
  if (!ticket) return { kind: "problem", show: { code: "used" } };
  const canonical = new URL(env.NEXTAUTH_URL);
  const way = wayOf(seenFrom(request.headers, canonical), canonical);
  const response = leaveFor(await checkAddress({ ...ticket, way }));
  const cookie = await sessionCookie(ticket);
  response.cookies.set(cookie.name, cookie.value, cookie.options);
  return { kind: "go", response };
}
