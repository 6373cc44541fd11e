import type { NextAuthOptions } from "next-auth";
import { env } from "@/lib/config/env";
import { SESSION_SECONDS } from "@/lib/services/installations/sessions";

declare module "next-auth" {
  interface Session {
    sessionId?: string;
    installationId?: string;
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    installationId?: string;
  }
}

/** Where everybody without a good session ends: a public page that never redirects. */
export const SIGNED_OUT_PATH = "/signed-out";

/**
 * Sessions are minted by the verified install link alone, so there is no provider to sign in with here. The
 * cookie names a stored session, which is looked up on every request.
 */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: SIGNED_OUT_PATH, signOut: SIGNED_OUT_PATH, error: SIGNED_OUT_PATH },
    providers: [],
    callbacks: {
      session: ({ session, token }) => ({
        ...session,
        ...(token.sub ? { sessionId: token.sub } : {}),
        ...(token.installationId ? { installationId: token.installationId } : {}),
      }),
      redirect: ({ url, baseUrl }) => {
        if (url.startsWith("/") && !url.startsWith("//")) return `${baseUrl}${url}`;
        return URL.canParse(url) && new URL(url).origin === baseUrl ? url : baseUrl;
      },
    },
  };
}
