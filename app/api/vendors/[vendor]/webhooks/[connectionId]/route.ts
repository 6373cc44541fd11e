import { type NextRequest, NextResponse } from "next/server";
import { isUnavailable } from "@/db/errors";
import { receiveHint } from "@/lib/services/presence/receive-hint";
import { tooManyCalls } from "../../../../../rate-limit";
import { servicesFor } from "../../../../../runtime";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ vendor: string; connectionId: string }> };

/**
 * A vendor says that something happened at a door. Its body is not even read: the call is a hint to look, known by the
 * secret of its address. Answered at once; the work follows through the durable functions.
 */
export async function POST(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const { vendor, connectionId } = await params;
  try {
    const key = request.nextUrl.searchParams.get("key") ?? "";
    const hint = await receiveHint(servicesFor("webhook"), { vendor, connectionId, key });
    if (hint !== "refused") return NextResponse.json({ ok: true });
    // Only guesses are counted: a vendor calls for all its customers from a few addresses.
    const tooMany = await tooManyCalls("vendor-hook", request.headers);
    return tooMany ?? NextResponse.json({ error: "There is no such webhook." }, { status: 404 });
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return NextResponse.json(
      { error: "Try again later." },
      { status: 503, headers: { "retry-after": "30" } },
    );
  }
}
