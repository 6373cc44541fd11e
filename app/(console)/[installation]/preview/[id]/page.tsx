import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PreviewPage } from "@/components/preview/preview-page";
import { readPreview } from "@/lib/services/console/preview";
import { orNotFound } from "../../../../act";
import { isUuid, readSearch, type WithId } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { confirm, dismiss, waitAMoment } from "./actions";

export const metadata: Metadata = { title: "Preview" };

export default async function Page({ params, searchParams }: WithId) {
  const { installation, id } = await params;
  const { services, installationId } = await requireSession(installation);
  if (!isUuid(id)) notFound();
  const { location } = await readSearch(searchParams);
  const view = await orNotFound(
    readPreview(services, { installationId, previewId: id, locationId: location ?? null }),
  );
  return (
    <PreviewPage
      view={view}
      base={`/${installation}`}
      confirm={confirm.bind(null, installation)}
      dismiss={dismiss.bind(null, installation)}
      wait={waitAMoment.bind(null, installation)}
    />
  );
}
