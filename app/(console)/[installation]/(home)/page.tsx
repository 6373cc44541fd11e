import type { Metadata } from "next";
import { OverviewPage } from "@/components/overview/overview-page";
import { readOverview } from "@/lib/services/console/overview";
import { type InConsole, readSearch } from "../../../page-input";
import { requireSession } from "../../../session";

export const metadata: Metadata = { title: "Overview" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await readOverview(services, { installationId, locationId: location ?? null });
  return <OverviewPage view={view} base={`/${installation}`} />;
}
