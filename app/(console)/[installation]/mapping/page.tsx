import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MappingPage } from "@/components/mapping/mapping-page";
import { FILTERS, SORTS } from "@/components/mapping/select-items";
import { readMapping } from "@/lib/services/console/mapping";
import type { ItemKindView } from "@/lib/services/mapping-views";
import { orNotFound } from "../../../act";
import { type InConsole, isUuid, readSearch } from "../../../page-input";
import { requireSession } from "../../../session";
import { dismiss } from "../preview/[id]/actions";
import { readFile, saveMapping, saveRules } from "./actions";

export const metadata: Metadata = { title: "Mapping" };

const KINDS: readonly ItemKindView[] = ["plan", "pass", "desk", "resource"];

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location, connection, kind, q, show, sort, order } = await readSearch(searchParams);
  if (connection !== undefined && !isUuid(connection)) notFound();
  const view = await orNotFound(
    readMapping(services, { installationId, locationId: location ?? null, connectionId: connection ?? null }),
  );
  const present = KINDS.filter((one) => view?.items.some((item) => item.kind === one));
  const shown = show?.split(",") ?? [];
  return (
    <MappingPage
      view={view}
      base={`/${installation}`}
      initialQuery={{
        kind: KINDS.find((one) => one === kind) ?? present[0] ?? "plan",
        q: q ?? "",
        filters: FILTERS.filter((filter) => shown.includes(filter)),
        sort: SORTS.find((one) => one === sort) ?? (view?.severalBusinesses ? "business" : "name"),
        descending: order === "down",
      }}
      save={saveMapping.bind(null, installation)}
      saveSettings={saveRules.bind(null, installation)}
      readFile={readFile.bind(null, installation)}
      dismiss={dismiss.bind(null, installation)}
    />
  );
}
