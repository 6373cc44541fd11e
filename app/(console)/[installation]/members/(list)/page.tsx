import type { Metadata } from "next";
import { MembersPage } from "@/components/members/members-page";
import { readMembers } from "@/lib/services/console/members";
import { type InConsole, oneOf, pageNumber, readSearch } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { confirmSeveral } from "./actions";

export const metadata: Metadata = { title: "Members" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location, q, state, group, page } = await readSearch(searchParams);
  const view = await readMembers(services, {
    installationId,
    locationId: location ?? null,
    query: {
      q: q ?? "",
      state: oneOf(["all", "open", "upcoming", "problem", "no_access", "confirm"], state),
      groupId: group || null,
      page: pageNumber(page),
    },
  });
  return (
    <MembersPage
      view={view}
      base={`/${installation}`}
      confirmPeople={confirmSeveral.bind(null, installation)}
    />
  );
}
