import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdoptionSection } from "@/components/people/adoption-section";
import { PreviewPage } from "@/components/preview/preview-page";
import { readAdoption } from "@/lib/services/console/adoption";
import { readPreview } from "@/lib/services/console/preview";
import { orNotFound } from "../../../../act";
import { isUuid, readSearch, type WithId } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { confirm, dismiss, waitAMoment } from "./actions";
import { chooseAdoption, lookForPeople } from "./adoption-actions";

export const metadata: Metadata = { title: "Preview" };

export default async function Page({ params, searchParams }: WithId) {
  const { installation, id } = await params;
  const { services, installationId } = await requireSession(installation);
  if (!isUuid(id)) notFound();
  const { location } = await readSearch(searchParams);
  const view = await orNotFound(
    readPreview(services, { installationId, previewId: id, locationId: location ?? null }),
  );
  const adoption = await readAdoption(services, { installationId, previewId: id });
  return (
    <PreviewPage
      view={view}
      base={`/${installation}`}
      confirm={confirm.bind(null, installation)}
      dismiss={dismiss.bind(null, installation)}
      wait={waitAMoment.bind(null, installation)}
    >
      {adoption ? (
        <AdoptionSection
          view={adoption}
          now={view.now}
          zone={view.zone}
          confirmHref={`/${installation}/members?state=confirm`}
          look={lookForPeople.bind(null, installation)}
          choose={chooseAdoption.bind(null, installation)}
        />
      ) : null}
    </PreviewPage>
  );
}
