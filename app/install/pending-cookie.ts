import { QUESTION_SECONDS } from "@/lib/services/installations/pending-install";
import { runtime } from "../runtime";

/** Binds a question about an install link to the browser that followed it. Sent to the install pages only. */
export const PENDING_COOKIE = "lintel-install";

export const pendingCookieOptions = () => ({
  httpOnly: true,
  sameSite: "lax" as const,
  secure: runtime().env.NEXTAUTH_URL.startsWith("https://"),
  path: "/install",
  maxAge: QUESTION_SECONDS,
});
