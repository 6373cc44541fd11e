import { NextResponse } from "next/server";
import { isUnavailable } from "@/db/errors";
import { receiveWebhook } from "@/lib/services/webhooks/receive";
import { readBody } from "../../../../../../read-body";
import { runtime, servicesFor } from "../../../../../../runtime";

export const dynamic = "force-dynamic";

/** 1,000 records of 1 kB: more than one delivery was ever seen to hold. */
const BODY_BYTES_MAX = 1024 * 1024;
/** Nexudus gives up on a hook long before. */
const BODY_MS = 15_000;

type Context = { params: Promise<{ secret: string; business: string; action: string }> };

/** A Nexudus webhook. Answered at once; the work follows through the durable functions. */
export async function POST(request: Request, { params }: Context): Promise<NextResponse> {
  const { secret, business, action } = await params;
  const signal = runtime().clock.timeoutSignal(BODY_MS);
  const body = await readBody(request, { maxBytes: BODY_BYTES_MAX, signal });
  if (!body.ok) return NextResponse.json({ error: body.error }, { status: body.status });
  if (!/^\d{1,12}$/.test(business) || !/^\d{1,3}$/.test(action)) return NextResponse.json({ ok: true });
  try {
    const received = await receiveWebhook(servicesFor("webhook"), {
      secret,
      locationId: business,
      action: Number(action),
      body: body.bytes,
      signature: request.headers.get("x-nexudus-hook-signature"),
    });
    if (received.status !== "refused") return NextResponse.json({ ok: true });
    runtime().log.warn("webhook refused", { reason: received.why, locationId: business });
    return received.why === "signature"
      ? NextResponse.json({ error: "The signature does not match." }, { status: 401 })
      : NextResponse.json({ error: "The body is not a Nexudus record." }, { status: 400 });
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return NextResponse.json(
      { error: "Try again later." },
      { status: 503, headers: { "retry-after": "30" } },
    );
  }
}
