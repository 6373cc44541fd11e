import type { Metadata } from "next";
import { RunsPage } from "@/components/runs/runs-page";
import { readRuns } from "@/lib/services/console/runs";
import { type InConsole, readSearch } from "../../../page-input";
import { runtime } from "../../../runtime";
import { requireSession } from "../../../session";

export const metadata: Metadata = { title: "Runs" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await readRuns(services, {
    installationId,
    locationId: location ?? null,
    engineUrl: runtime().env.INNGEST_BASE_URL ?? null,
  });
  return <RunsPage view={view} />;
}
