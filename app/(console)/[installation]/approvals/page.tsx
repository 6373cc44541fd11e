import type { Metadata } from "next";
import { ApprovalsPage } from "@/components/approvals/approvals-page";
import { readApprovals } from "@/lib/services/console/approvals";
import { type InConsole, readSearch } from "../../../page-input";
import { requireSession } from "../../../session";
import { approve, dismiss, letIn, putBackAccess, saveBudget } from "./actions";

export const metadata: Metadata = { title: "Approvals" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await readApprovals(services, { installationId, locationId: location ?? null });
  return (
    <ApprovalsPage
      view={view}
      actions={{
        approve: approve.bind(null, installation),
        dismiss: dismiss.bind(null, installation),
        putBack: putBackAccess.bind(null, installation),
        letInAgain: letIn.bind(null, installation),
        saveBudget: saveBudget.bind(null, installation),
      }}
    />
  );
}
