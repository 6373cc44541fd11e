import type { NextRequest } from "next/server";
import type { ConnectionId } from "@/lib/access/types";
import { ServiceError } from "@/lib/services/context";
import { writeMappingFile } from "@/lib/services/mappings/csv-export";
import { isUuid } from "../../../../page-input";
import { requireSession } from "../../../../session";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ installation: string }> };

/** The mapping of one connection, as a file that can be edited and read in again. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const connection = request.nextUrl.searchParams.get("connection") ?? "";
  const csv = isUuid(connection) ? await read(connection as ConnectionId) : null;
  if (csv === null) return new Response("There is no such connection.", { status: 404 });
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="lintel-mapping.csv"',
      "cache-control": "no-store",
    },
  });

  async function read(connectionId: ConnectionId): Promise<string | null> {
    try {
      return await writeMappingFile(services, { installationId, connectionId });
    } catch (error) {
      if (error instanceof ServiceError && error.kind === "not_found") return null;
      throw error;
    }
  }
}
