import { type NextRequest, NextResponse } from "next/server";
import { isUnavailable } from "@/db/errors";
import { finishOAuth } from "@/lib/services/connections/oauth";
import { OAUTH_COOKIE } from "../../../../../oauth-cookie";
import { tooManyCalls } from "../../../../../rate-limit";
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
