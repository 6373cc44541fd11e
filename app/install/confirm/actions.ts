"use server";

import type { Route } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { acceptQuestion, declineQuestion } from "@/lib/services/installations/answer-question";
import { openSession } from "@/lib/services/installations/sessions";
import type { ActionState } from "@/lib/services/views";
import { act } from "../../act";
import { checkAddress } from "../../check/ticket";
import { runtime, servicesFor } from "../../runtime";
import { currentSession } from "../../session";
import { sessionCookie } from "../../session-cookie";
import { PENDING_COOKIE, pendingCookieOptions } from "../pending-cookie";

async function takeCookie(): Promise<string | null> {
  const jar = await cookies();
  const browserToken = jar.get(PENDING_COOKIE)?.value ?? null;
  if (browserToken !== null) jar.set(PENDING_COOKIE, "", { ...pendingCookieOptions(), maxAge: 0 });
  return browserToken;
}

const toProblem = (show: Readonly<Record<string, string>>) =>
  redirect(`/install/problem?${new URLSearchParams(show)}` as Route);

/** Posts `shown`: the digest of what the page said. Signs in to the link's account; the old session ends. */
export async function accept(_previous: ActionState, form: FormData): Promise<ActionState> {
  return act("accept-install", {}, async () => {
    const shown = z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .parse(form.get("shown"));
    const services = servicesFor("install");
    const session = await currentSession();
    const browserToken = (await cookies()).get(PENDING_COOKIE)?.value ?? null;
    const answered = await acceptQuestion(services, { browserToken, shown });
    if (answered.kind === "changed") redirect("/install/confirm" as Route);
    await takeCookie();
    if (answered.kind !== "opened") {
      runtime().log.warn("install question refused", {
        reason: answered.kind === "refused" ? answered.reason : answered.kind,
      });
      if (answered.kind === "refused") return toProblem({ code: answered.reason });
      return toProblem({ code: "location-taken", location: answered.locationName });
    }
    const ticket = await openSession(services, {
      installationId: answered.installationId,
      replaces: session?.session.id ?? null,
    });
    if (!ticket) return toProblem({ code: "used" });
    const cookie = await sessionCookie(ticket);
    (await cookies()).set(cookie.name, cookie.value, cookie.options);
    redirect((await checkAddress(ticket)) as Route);
  });
}

/** Leaves everything as it is: back to the console of this browser's session, or to the start. */
export async function decline(): Promise<ActionState> {
  return act("decline-install", {}, async () => {
    const session = await currentSession();
    await declineQuestion(servicesFor("install"), {
      browserToken: await takeCookie(),
      sessionInstallation: session?.installation.id ?? null,
    });
    redirect((session ? `/${session.installation.id}` : "/") as Route);
  });
}
