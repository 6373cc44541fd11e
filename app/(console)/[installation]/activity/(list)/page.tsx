import type { Metadata } from "next";
import { ActivityPage } from "@/components/activity/activity-page";
import { readActivity } from "@/lib/services/console/activity";
import { type InConsole, oneOf, pageNumber, readSearch } from "../../../../page-input";
import { requireSession } from "../../../../session";

export const metadata: Metadata = { title: "Activity" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location, q, outcome, page } = await readSearch(searchParams);
  const view = await readActivity(services, {
    installationId,
    locationId: location ?? null,
    query: {
      q: q ?? "",
      outcome: oneOf(["all", "done", "failed", "held", "waiting"], outcome),
      page: pageNumber(page),
    },
  });
  return <ActivityPage view={view} base={`/${installation}`} />;
}
