import { canonicalLocation, TARGET_HEADER } from "../../canonical-host";
import { runtime } from "../../runtime";

export const dynamic = "force-dynamic";

/**
 * Sends a request that came under another host to the same path of the one origin. A route of its own, because
 * a redirect of the proxy to its own server is written without the host, which would lead back here for ever.
 */
function redirect(request: Request): Response {
  const location = canonicalLocation(request.headers.get(TARGET_HEADER), runtime().env.NEXTAUTH_URL);
  return new Response(null, { status: 308, headers: { location, "cache-control": "no-store" } });
}

export {
  redirect as DELETE,
  redirect as GET,
  redirect as HEAD,
  redirect as PATCH,
  redirect as POST,
  redirect as PUT,
};
