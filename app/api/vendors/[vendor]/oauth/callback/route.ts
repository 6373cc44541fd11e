import { type NextRequest, NextResponse } from "next/server";
import { finishOAuth } from "@/lib/services/connections/oauth";
import { OAUTH_COOKIE } from "../../../../../oauth-cookie";
import { runtime, servicesFor } from "../../../../../runtime";
import { currentSession } from "../../../../../session";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ vendor: string }> };

/** The vendor's answer to a sign-in. Goes to a fixed page whatever happened; the page says what. */
export async function GET(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const { vendor } = await params;
  const { env } = runtime();
  const to = (path: string) => {
    const response = NextResponse.redirect(new URL(path, env.NEXTAUTH_URL), {
      status: 303,
      headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
    });
    response.cookies.delete({ name: OAUTH_COOKIE, path: "/api/vendors" });
    return response;
  };
  const session = await currentSession();
  if (!session) return to("/signed-out");
  const base = `/${session.installation.id}/connections`;
  const query = request.nextUrl.searchParams;
  const [state, code] = [query.get("state"), query.get("code")];
  const browserToken = request.cookies.get(OAUTH_COOKIE)?.value;
  if (!state || !browserToken || state.length > 200 || (code?.length ?? 0) > 4_000)
    return to(`${base}?problem=state`);
  const answer = await finishOAuth(servicesFor(`operator:${session.session.id}`), {
    vendor,
    sessionInstallation: session.installation.id,
    state,
    code: query.has("error") ? null : code,
    browserToken,
  });
  if (answer.ok) return to(`${base}/${answer.connectionId}`);
  return to(
    answer.connectionId
      ? `${base}/${answer.connectionId}?problem=${answer.why}`
      : `${base}?problem=${answer.why}`,
  );
}
