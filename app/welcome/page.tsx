import type { Metadata, Route } from "next";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { CheckPage } from "@/components/problems/check-page";
import type { CheckCause } from "@/lib/services/views";
import { servicesFor } from "../runtime";
import { currentSession } from "../session";
import { sessionCookieName } from "../session-cookie";

export const metadata: Metadata = { title: "Welcome" };

/**
 * Right after a verified install: did the session cookie stick? If so, on to the console. If not, this page is
 * the end of the road and says why; it never leads anywhere by itself.
 */
export default async function Page() {
  const session = await currentSession();
  if (session) redirect(`/${session.installation.id}` as Route);
  const { origin } = servicesFor("welcome").config;
  const [head, jar] = await Promise.all([headers(), cookies()]);
  const scheme = head.get("x-forwarded-proto")?.split(",")[0]?.trim() ?? null;
  const host = head.get("host");
  const isFramed = ["iframe", "frame"].includes(head.get("sec-fetch-dest") ?? "");
  const isOtherScheme = scheme !== null && `${scheme}:` !== new URL(origin).protocol;
  const hasCookie = jar.getAll().some((cookie) => cookie.name.startsWith(sessionCookieName()));
  const cause: CheckCause = isFramed
    ? "framed"
    : isOtherScheme
      ? "scheme_mismatch"
      : hasCookie
        ? "unknown"
        : "cookies_blocked";
  return (
    <CheckPage
      view={{
        cause,
        expectedOrigin: origin,
        seenOrigin: scheme && host ? `${scheme}://${host}` : null,
        actionHref: `${origin}/`,
      }}
    />
  );
}
