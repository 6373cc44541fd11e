import { NextResponse } from "next/server";
import { isUnavailable } from "@/db/errors";
import { receiveWebhook } from "@/lib/services/webhooks/receive";
import { readBody } from "../../../../../../read-body";
import { runtime, servicesFor } from "../../../../../../runtime";

export const dynamic = "force-dynamic";

const BODY_BYTES_MAX = 1024 * 1024;

type Context = { params: Promise<{ secret: string; business: string; action: string }> };

/** A Nexudus webhook. Answered at once; the work follows through the durable functions. */
export async function POST(request: Request, { params }: Context): Promise<NextResponse> {
  const { secret, business, action } = await params;
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === null) return NextResponse.json({ error: "The body is larger than 1 MB." }, { status: 413 });
  if (!/^\d{1,12}$/.test(business) || !/^\d{1,3}$/.test(action)) return NextResponse.json({ ok: true });
  try {
    const received = await receiveWebhook(servicesFor("webhook"), {
      secret,
      locationId: business,
      action: Number(action),
      body,
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
