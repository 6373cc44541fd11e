import type { ReactNode } from "react";
import { MemberCredentials } from "@/components/members/member-credentials";
import { MemberEntitlements } from "@/components/members/member-entitlements";
import { MemberGroups } from "@/components/members/member-groups";
import { MemberProposals } from "@/components/members/member-proposals";
import { Timeline } from "@/components/members/timeline";
import { consolePaths } from "@/components/paths";
import { AsKnown } from "@/components/shell/as-known";
import { RelativeTime, ZoneNote } from "@/components/time/time";
import { ActionButton } from "@/components/ui/action-button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemNote } from "@/components/ui/problem-note";
import { Status } from "@/components/ui/status";
import type { MemberView } from "@/lib/services/member-views";
import type { FormAction } from "@/lib/services/views";

/** Answers "why can (or can't) this member get in?". `refresh` posts `memberId`. */
export function MemberPage({
  view,
  base,
  refresh,
  confirmPerson,
  resendPass,
  people,
}: {
  readonly view: MemberView;
  readonly base: string;
  readonly refresh: FormAction;
  readonly confirmPerson: FormAction;
  readonly resendPass?: FormAction;
  /** Who the member is at each vendor. */
  readonly people?: ReactNode;
}) {
  const to = consolePaths(base);
  return (
    <>
      <PageHeader
        title={view.name}
        lead={[view.email, view.businessName].filter(Boolean).join(" - ")}
        back={{ label: "Members", href: to.members }}
        aside={<Status status={view.status} now={view.now} zone={view.zone} />}
        action={
          <ActionButton action={refresh} hidden={{ memberId: view.id }} pendingLabel="Looking">
            Look again now
          </ActionButton>
        }
      />
      <AsKnown />
      <div className="grid grid-cols-1 gap-7">
        <Card>
          <h2 className="sr-only">Why</h2>
          <p className="max-w-prose text-base">{view.answer}</p>
          <p className="mt-2 text-[13px] text-muted-foreground">
            {view.nextEdge ? (
              <>
                Next change <RelativeTime at={view.nextEdge.at} now={view.now} zone={view.zone} />:{" "}
                {view.nextEdge.sentence}{" "}
              </>
            ) : (
              "No change is known ahead. "
            )}
            {view.refreshedAt ? (
              <>
                Last looked at <RelativeTime at={view.refreshedAt} now={view.now} zone={view.zone} />.
              </>
            ) : null}
          </p>
        </Card>
        <MemberProposals name={view.name} proposals={view.proposals} confirm={confirmPerson} />
        {view.lastProblem ? <ProblemNote problem={view.lastProblem} now={view.now} zone={view.zone} /> : null}
        {view.flaws.map((flaw) => (
          <ProblemNote key={flaw.id} problem={flaw} now={view.now} zone={view.zone} />
        ))}
        {view.lanes.length > 0 ? (
          <section aria-labelledby="timeline">
            <h2 id="timeline" className="mb-2 text-base font-semibold">
              When doors open
            </h2>
            <Timeline view={view} />
          </section>
        ) : null}
        <MemberEntitlements view={view} />
        <div className="grid grid-cols-1 gap-7 xl:grid-cols-2">
          <MemberGroups view={view} />
          <MemberCredentials view={view} resend={resendPass} />
        </div>
        {people}
        {view.details.length > 0 ? (
          <details className="text-[13px]">
            <summary className="w-fit text-muted-foreground">Details</summary>
            <dl className="mt-2 grid w-fit grid-cols-[auto_1fr] gap-x-4 gap-y-1">
              {view.details.map((detail) => (
                <div key={detail.label} className="contents">
                  <dt className="text-muted-foreground">{detail.label}</dt>
                  <dd className="font-mono break-all">{detail.value}</dd>
                </div>
              ))}
            </dl>
          </details>
        ) : null}
      </div>
      <ZoneNote zone={view.zone} />
    </>
  );
}
