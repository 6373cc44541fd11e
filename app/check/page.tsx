import type { Metadata, Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { CheckPage } from "@/components/problems/check-page";
import { SignedOutPage } from "@/components/problems/signed-out-page";
import type { CheckCause } from "@/lib/services/install-views";
import { recordFailedCheck, recordGoodCheck } from "@/lib/services/installations/sign-in-attempts";
import { signInProblem } from "@/lib/services/installations/sign-in-problem";
import { SEEN_HEADER, TARGET_HEADER } from "../canonical-host";
import type { Search } from "../page-input";
import { servicesFor } from "../runtime";
import { readSession } from "../session";
import { hasOtherSchemeCookie } from "../session-cookie";
import { browserOf, CAUSE_HEADER, isFramed } from "./signals";
import { readTicket } from "./ticket";

export const metadata: Metadata = { title: "Signing in", robots: { index: false, follow: false } };

/** The origin that the proxy read from the headers, when it is one. */
function seenOrigin(head: Headers): URL | null {
  const text = head.get(SEEN_HEADER) ?? "";
  return URL.canParse(text) ? new URL(text) : null;
}

/**
 * Right after a verified install: did the session cookie come back? If so, on to the console. If not, this page
 * is the end of the road and says why; it never leads anywhere by itself. The proxy also shows it in place of a
 * framed install link, and where another host would be sent round in circles.
 */
export default async function Page({ searchParams }: { readonly searchParams: Search }) {
  const services = servicesFor("check");
  const { origin, nexudus } = services.config;
  const expected = new URL(origin);
  const head = await headers();
  const seen = seenOrigin(head);
  const target = head.get(TARGET_HEADER);
  const show = (cause: CheckCause, isStopped = false) => (
    <CheckPage
      view={{
        cause,
        expectedOrigin: origin,
        seenOrigin: seen && seen.origin !== origin ? seen.origin : null,
        isStopped,
        nexudusUrl: nexudus.marketplaceUrl,
        tabHref: target === null ? null : `${origin}${target}`,
      }}
    />
  );
  const told = head.get(CAUSE_HEADER);
  if (told === "framed" || told === "wrong_host") return show(told);

  const { k } = await searchParams;
  const ticket = await readTicket(typeof k === "string" ? k : undefined);
  const session = await readSession();
  const isOtherAccount =
    session.kind === "good" && ticket !== null && session.installation.id !== ticket.installationId;
  const cause = signInProblem({
    cookie: isOtherAccount ? "other_account" : session.kind,
    hasOtherSchemeCookie: hasOtherSchemeCookie(head.get("cookie")),
    isFramed: isFramed(head),
    way: ticket?.way ?? "as_configured",
    isOtherHost: seen !== null && seen.host !== expected.host,
    isOtherScheme: expected.protocol === "https:" && seen?.protocol === "http:",
  });
  const browser = browserOf(head);
  if (session.kind === "good" && cause === null) {
    const { id } = session.installation;
    if (ticket) await recordGoodCheck(services, { installationId: id, browser });
    redirect(`/${id}` as Route);
  }
  if (ticket && cause) {
    const { installationId, followedAt } = ticket;
    const { stopped } = await recordFailedCheck(services, { installationId, browser, followedAt });
    services.log.warn("sign-in did not stick", { installationId, reason: cause });
    return show(cause, stopped);
  }
  if (cause === "framed") return show(cause);
  return (
    <SignedOutPage
      reason={session.kind === "good" ? "none" : session.kind}
      nexudusUrl={nexudus.marketplaceUrl}
    />
  );
}
