import type { NextRequest } from "next/server";
import { readActivityCsv } from "@/lib/services/console/activity";
import { oneOf } from "../../../../page-input";
import { requireSession } from "../../../../session";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ installation: string }> };

/** The activity as filtered, as a file. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const query = request.nextUrl.searchParams;
  const csv = await readActivityCsv(services, {
    installationId,
    query: {
      q: query.get("q")?.slice(0, 200) ?? "",
      outcome: oneOf(["all", "done", "failed", "held", "waiting"], query.get("outcome") ?? undefined),
      page: 1,
    },
  });
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="lintel-activity.csv"',
      "cache-control": "no-store",
    },
  });
}
