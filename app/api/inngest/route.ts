import { serve } from "inngest/next";
import { NextRequest, NextResponse } from "next/server";
import { readBody } from "../../read-body";
import { runtime } from "../../runtime";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

/** Inngest sends at most 4 MB of state with a call; what frames and escapes it is allowed as much again. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
const BODY_MS = 15_000;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

/** Unsigned calls get 401, registration included. */
function served(): Handlers {
  const { client, functions, env } = runtime();
  handlers ??= serve({ client, functions, serveOrigin: env.NEXTAUTH_URL, enableUnauthedSync: false });
  return handlers;
}

/**
 * The same request with its body read, up to what such a call can hold. Of a call that claims no signature
 * nothing is read; whether a claimed one is true is for the SDK to find out.
 */
async function bounded(request: NextRequest): Promise<NextRequest | NextResponse> {
  const { env, clock } = runtime();
  if (env.INNGEST_DEV === undefined && !request.headers.has("x-inngest-signature"))
    return NextResponse.json({ error: "This call is not signed." }, { status: 401 });
  const body = await readBody(request, {
    maxBytes: BODY_BYTES_MAX,
    signal: clock.timeoutSignal(BODY_MS),
  });
  if (!body.ok) return NextResponse.json({ error: body.error }, { status: body.status });
  if (body.bytes.byteLength > 0 && !isJson(body.bytes))
    return NextResponse.json({ error: "The body is not JSON." }, { status: 400 });
  return new NextRequest(request.url, {
    method: request.method,
    headers: request.headers,
    ...(body.bytes.byteLength > 0 ? { body: body.bytes } : {}),
  });
}

/** The SDK reads the body before it checks the signature, and fails with 500 on any other. */
function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

type Method = "GET" | "POST" | "PUT";
const answer = (method: Method) => async (request: NextRequest, context: unknown) => {
  const read = await bounded(request);
  return read instanceof NextResponse ? read : served()[method](read, context);
};

export const GET = answer("GET");
export const POST = answer("POST");
export const PUT = answer("PUT");
