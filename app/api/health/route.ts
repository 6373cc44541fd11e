import { NextResponse } from "next/server";
import { describeHealth } from "@/lib/services/console/health";
import { servicesFor } from "../../runtime";

export const dynamic = "force-dynamic";

/** Which part works. 503 with Retry-After when one does not; no detail that helps a stranger. */
export async function GET(): Promise<NextResponse> {
  const health = await describeHealth(servicesFor("health"));
  return NextResponse.json(
    health,
    health.ok ? { status: 200 } : { status: 503, headers: { "retry-after": "30" } },
  );
}
