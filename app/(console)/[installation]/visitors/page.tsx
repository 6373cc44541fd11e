import type { Metadata } from "next";
import { VisitorsPage } from "@/components/visitors/visitors-page";
import { readVisitors } from "@/lib/services/console/visitors";
import { type InConsole, readSearch } from "../../../page-input";
import { requireSession } from "../../../session";
import { mailAgainAction, showLinkAction } from "./actions";

export const metadata: Metadata = { title: "Visitors" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await readVisitors(services, { installationId, locationId: location ?? null });
  return (
    <VisitorsPage
      view={view}
      base={`/${installation}`}
      actions={{
        show: showLinkAction.bind(null, installation),
        mail: mailAgainAction.bind(null, installation),
      }}
    />
  );
}
