import type { Metadata } from "next";
import { PresencePage } from "@/components/presence/presence-page";
import { readPresence } from "@/lib/services/console/presence";
import { type InConsole, readSearch } from "../../../page-input";
import { requireSession } from "../../../session";
import { listDoors, savePresence } from "./actions";

export const metadata: Metadata = { title: "Presence" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await readPresence(services, { installationId, locationId: location ?? null });
  return (
    <PresencePage
      view={view}
      base={`/${installation}`}
      actions={{ save: savePresence.bind(null, installation), listDoors: listDoors.bind(null, installation) }}
    />
  );
}
