import { type NextRequest, NextResponse } from "next/server";
import { isUnavailable } from "@/db/errors";
import { realClock } from "@/lib/clock";
import { finishOAuth } from "@/lib/services/connections/oauth";
import { OAUTH_COOKIE } from "../../../../../oauth-cookie";
import { tooManyCalls } from "../../../../../rate-limit";
import { readBody } from "../../../../../read-body";
import { runtime, servicesFor } from "../../../../../runtime";
import { currentSession } from "../../../../../session";
import { unavailablePage } from "../../../../../unavailable";

export const dynamic = "force-dynamic";

/** Codes of the vendors have some hundred characters; a header of Node's holds 16 kB in all. */
const QUERY_CHARS_MAX = 4_500;
/** Ours has 43. */
const STATE_CHARS_MAX = 200;

type Context = { params: Promise<{ vendor: string }> };

/** The vendor's answer to a sign-in. Goes to a fixed page whatever happened; the page says what. */
export async function GET(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const tooMany = await tooManyCalls("oauth-callback", request.headers);
  if (tooMany) return tooMany;
  const { env } = runtime();
  try {
    const response = NextResponse.redirect(new URL(await finish(request, await params), env.NEXTAUTH_URL), {
      status: 303,
      headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });
    response.cookies.delete({ name: OAUTH_COOKIE, path: "/api/vendors" });
    return response;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return unavailablePage();
  }
}

/** One parameter of an answer is as long as a code at most. */
const PARAMETER_CHARS_MAX = 4_000;
const FORM_BYTES_MAX = 16_384;
const FORM_MS_MAX = 10_000;

/**
 * Some vendors send the browser here with a form. It goes on to the GET of this same address and nothing else is done:
 * that request carries the cookies which a form of another site does not.
 */
export async function POST(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const tooMany = await tooManyCalls("oauth-callback", request.headers);
  if (tooMany) return tooMany;
  const { vendor } = await params;
  const to = new URL(`/api/vendors/${encodeURIComponent(vendor)}/oauth/callback`, runtime().env.NEXTAUTH_URL);
  const form = await readForm(request);
  for (const name of ["code", "state", "error"]) {
    const value = form.get(name) ?? request.nextUrl.searchParams.get(name);
    if (value !== null && value.length <= PARAMETER_CHARS_MAX) to.searchParams.set(name, value);
  }
  return NextResponse.redirect(to, {
    status: 303,
    headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}

/** The parameters of a posted form; empty for anything else. */
async function readForm(request: NextRequest): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.toLowerCase().startsWith("application/x-www-form-urlencoded")) return new URLSearchParams();
  const signal = realClock.timeoutSignal(FORM_MS_MAX);
  const body = await readBody(request, { maxBytes: FORM_BYTES_MAX, signal });
  return new URLSearchParams(body.ok ? new TextDecoder().decode(body.bytes) : "");
}

/** The path to go on to. */
async function finish(request: NextRequest, { vendor }: { readonly vendor: string }): Promise<string> {
  const session = await currentSession();
  if (!session) return "/signed-out";
  const base = `/${session.installation.id}/connections`;
  const query = request.nextUrl.searchParams;
  const [state, code] = [query.get("state"), query.get("code")];
  const browserToken = request.cookies.get(OAUTH_COOKIE)?.value;
  if (
    !state ||
    !browserToken ||
    request.nextUrl.search.length > QUERY_CHARS_MAX ||
    state.length > STATE_CHARS_MAX
  )
    return `${base}?problem=state`;
  const answer = await finishOAuth(servicesFor(`operator:${session.session.id}`), {
    vendor,
    sessionInstallation: session.installation.id,
    state,
    code: query.has("error") ? null : code,
    browserToken,
  });
  if (answer.ok) return `${base}/${answer.connectionId}`;
  return answer.connectionId
    ? `${base}/${answer.connectionId}?problem=${answer.why}`
    : `${base}?problem=${answer.why}`;
}
