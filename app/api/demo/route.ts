import { NextResponse } from "next/server";
import { runtime } from "../../runtime";

export const dynamic = "force-dynamic";

/** Simulator mode only: where the simulated systems and the engine are, for `npm run journey -- --attach`. */
export function GET(): NextResponse {
  const { env } = runtime();
  if (env.LINTEL_SIMULATORS !== "1") return NextResponse.json({ error: "not found" }, { status: 404 });
  return NextResponse.json({
    app: env.NEXTAUTH_URL,
    engine: env.INNGEST_BASE_URL ?? null,
    nexudus: env.NEXUDUS_API_URL,
    akiles: env.AKILES_API_URL,
  });
}
