import { unstable_rethrow } from "next/navigation";
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "../../../auth-options";
import { runtime } from "../../../runtime";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Nothing behind these addresses can be down: what next-auth fails on was wrongly asked, and is told so. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  const wrong = () => Response.json({ error: "This request cannot be read." }, { status: 400 });
  try {
    const response: Response = await NextAuth(authOptions())(request, context);
    return response.status < 500 ? response : wrong();
  } catch (error) {
    unstable_rethrow(error);
    runtime().log.warn("next-auth failed", { error: error instanceof Error ? error.name : "unknown" });
    return wrong();
  }
}

export { handler as GET, handler as POST };
