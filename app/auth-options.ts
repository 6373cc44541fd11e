import type { NextAuthOptions } from "next-auth";
import { env } from "@/lib/config/env";
import { closeSession, SESSION_SECONDS } from "@/lib/services/installations/sessions";
import { servicesFor } from "./runtime";
import { SIGNED_OUT_PATH } from "./signed-out/path";

declare module "next-auth/jwt" {
  interface JWT {
    installationId?: string;
  }
}

/**
 * Sessions are minted by the verified install link alone, so there is no provider to sign in with here. The
 * cookie names a stored session, which is looked up on every request (`session.ts`).
 */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: SIGNED_OUT_PATH, signOut: SIGNED_OUT_PATH, error: SIGNED_OUT_PATH },
    providers: [],
    callbacks: {
      // Whether somebody is signed in and until when; scripts need no id of ours.
      session: ({ session }) => ({ expires: session.expires }),
      // Nothing of ours asks to come back to an address: whatever is asked for leads to the start.
      redirect: ({ baseUrl }) => baseUrl,
    },
    events: {
      signOut: async ({ token }) => {
        if (token?.sub) await closeSession(servicesFor("session"), { sessionId: token.sub });
      },
    },
  };
}
