import { serve } from "inngest/next";
import { NextRequest, NextResponse } from "next/server";
import { readBody } from "../../read-body";
import { runtime } from "../../runtime";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

/** Inngest sends at most 4 MB of state with a call; what frames and escapes it is allowed as much again. */
const SIGNED_BYTES_MAX = 8 * 1024 * 1024;
/** Enough to be told 401: only a call that claims a signature is read further. */
const UNSIGNED_BYTES_MAX = 64 * 1024;
const BODY_MS = 15_000;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

/** Unsigned calls get 401, registration included. */
function served(): Handlers {
  const { client, functions, env } = runtime();
  handlers ??= serve({ client, functions, serveOrigin: env.NEXTAUTH_URL, enableUnauthedSync: false });
  return handlers;
}

/** The same request with its body read, up to what such a call can hold. */
async function bounded(request: NextRequest): Promise<NextRequest | NextResponse> {
  const { env, clock } = runtime();
  const isSigned = env.INNGEST_DEV !== undefined || request.headers.has("x-inngest-signature");
  const body = await readBody(request, {
    maxBytes: isSigned ? SIGNED_BYTES_MAX : UNSIGNED_BYTES_MAX,
    signal: clock.timeoutSignal(BODY_MS),
  });
  if (!body.ok) return NextResponse.json({ error: body.error }, { status: body.status });
  return new NextRequest(request.url, {
    method: request.method,
    headers: request.headers,
    ...(body.bytes.byteLength > 0 ? { body: body.bytes } : {}),
  });
}

export const GET = (request: NextRequest, context: unknown) => served().GET(request, context);

export async function POST(request: NextRequest, context: unknown) {
  const read = await bounded(request);
  return read instanceof NextResponse ? read : served().POST(read, context);
}

export async function PUT(request: NextRequest, context: unknown) {
  const read = await bounded(request);
  return read instanceof NextResponse ? read : served().PUT(read, context);
}
