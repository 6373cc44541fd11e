import { serve } from "inngest/next";
import type { NextRequest } from "next/server";
import { runtime } from "../../runtime";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

/** Unsigned calls get 401, registration included. */
function served(): Handlers {
  const { client, functions, env } = runtime();
  handlers ??= serve({ client, functions, serveOrigin: env.NEXTAUTH_URL, enableUnauthedSync: false });
  return handlers;
}

export const GET = (request: NextRequest, context: unknown) => served().GET(request, context);
export const POST = (request: NextRequest, context: unknown) => served().POST(request, context);
export const PUT = (request: NextRequest, context: unknown) => served().PUT(request, context);
