import type { Metadata } from "next";
import { MemberPage } from "@/components/members/member-page";
import { readMemberView } from "@/lib/services/console/member";
import { orNotFound } from "../../../../act";
import { readSearch, type WithId } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { confirmWho, lookAgain } from "./actions";

export const metadata: Metadata = { title: "Member" };

export default async function Page({ params, searchParams }: WithId) {
  const { installation, id } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const view = await orNotFound(
    readMemberView(services, {
      installationId,
      memberId: decodeURIComponent(id),
      locationId: location ?? null,
    }),
  );
  return (
    <MemberPage
      view={view}
      base={`/${installation}`}
      refresh={lookAgain.bind(null, installation)}
      confirmPerson={confirmWho.bind(null, installation)}
    />
  );
}
