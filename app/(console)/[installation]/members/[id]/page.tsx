import type { Metadata } from "next";
import { MemberPage } from "@/components/members/member-page";
import { MemberPeople } from "@/components/people/member-people";
import { readMemberView } from "@/lib/services/console/member";
import { readMemberPeople } from "@/lib/services/console/member-people";
import { orNotFound } from "../../../../act";
import { readSearch, type WithId } from "../../../../page-input";
import { requireSession } from "../../../../session";
import { confirmWho, lookAgain } from "./actions";
import { resendInvitation } from "./pass-actions";
import { adoptByHand, separate } from "./people-actions";

export const metadata: Metadata = { title: "Member" };

export default async function Page({ params, searchParams }: WithId) {
  const { installation, id } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location } = await readSearch(searchParams);
  const input = { installationId, memberId: decodeURIComponent(id), locationId: location ?? null };
  const view = await orNotFound(readMemberView(services, input));
  const people = await readMemberPeople(services, input);
  return (
    <MemberPage
      view={view}
      base={`/${installation}`}
      refresh={lookAgain.bind(null, installation)}
      confirmPerson={confirmWho.bind(null, installation)}
      resendPass={resendInvitation.bind(null, installation)}
      people={
        <MemberPeople
          view={people}
          separate={separate.bind(null, installation)}
          adopt={adoptByHand.bind(null, installation)}
        />
      }
    />
  );
}
