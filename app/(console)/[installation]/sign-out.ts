"use server";

import type { Route } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { signOut } from "@/lib/services/installations/sign-out";
import { requireSession } from "../../session";
import { sessionCookieName } from "../../session-cookie";

/** Ends the session and takes its cookie away, also the numbered parts of a long one. */
export async function signOutAction(installation: string, _form: FormData): Promise<void> {
  const { services, installationId, sessionId } = await requireSession(installation);
  await signOut(services, { installationId, sessionId });
  const jar = await cookies();
  for (const { name } of jar.getAll()) {
    const isOurs = name === sessionCookieName() || name.startsWith(`${sessionCookieName()}.`);
    if (isOurs)
      jar.set(name, "", {
        path: "/",
        maxAge: 0,
        httpOnly: true,
        sameSite: "lax",
        secure: name.startsWith("__Secure-"),
      });
  }
  redirect("/signed-out?reason=signed_out" as Route);
}
