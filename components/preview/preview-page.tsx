import { ArrowDownLeft, ArrowUpRight, type LucideIcon, MoveHorizontal, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { consolePaths } from "@/components/paths";
import { AsKnown } from "@/components/shell/as-known";
import { Time, ZoneNote } from "@/components/time/time";
import { ActionButton } from "@/components/ui/action-button";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmAction } from "@/components/ui/confirm-action";
import { PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { PreviewMemberView, PreviewSentenceView, PreviewView } from "@/lib/services/preview-views";
import type { FormAction } from "@/lib/services/views";

const effects: Readonly<
  Record<PreviewSentenceView["effect"], { Icon: LucideIcon; label: string; tone: string }>
> = {
  adds_person: { Icon: UserPlus, label: "Adds", tone: "text-info" },
  gives: { Icon: ArrowUpRight, label: "Gives", tone: "text-positive" },
  takes: { Icon: ArrowDownLeft, label: "Takes", tone: "text-negative" },
  retimes: { Icon: MoveHorizontal, label: "Moves", tone: "text-info" },
};

const count = (amount: number, one: string, many: string) =>
  `${amount.toLocaleString("en-GB")} ${amount === 1 ? one : many}`;
export const changesWords = (view: PreviewView) => count(view.causedCount, "change", "changes");

function Totals({ view }: { readonly view: PreviewView }) {
  const { totals } = view;
  const figures = [
    { label: "People added", value: totals.peopleAdded },
    { label: "Access given", value: totals.accessGiven },
    { label: "Access taken", value: totals.accessTaken },
    { label: "Times moved", value: totals.retimed },
  ];
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-5 sm:grid-cols-4">
        {figures.map((figure) => (
          <div key={figure.label}>
            <dt className="text-[13px] text-muted-foreground">{figure.label}</dt>
            <dd className="text-2xl font-semibold tracking-tight tabular-nums">
              {figure.value.toLocaleString("en-GB")}
            </dd>
          </div>
        ))}
      </dl>
      {totals.losingWhileInside > 0 ? (
        <p className="mt-4 border-t pt-3 text-attention">
          {count(totals.losingWhileInside, "person loses", "people lose")} access while a booking, plan or
          pass of theirs is running.
        </p>
      ) : null}
    </Card>
  );
}

function MemberChanges({ member, href }: { readonly member: PreviewMemberView; readonly href: string }) {
  return (
    <TableRow>
      <TableCell className="w-56 min-w-40 py-2.5 align-top">
        <AppLink href={href} className="font-medium underline-offset-4 hover:underline">
          {member.name}
        </AppLink>
      </TableCell>
      <TableCell className="py-2.5">
        <ul className="grid gap-1">
          {member.sentences.map((sentence) => {
            const { Icon, label, tone } = effects[sentence.effect];
            return (
              <li key={`${sentence.effect} ${sentence.text}`} className="flex items-start gap-2">
                <Icon aria-hidden className={`mt-[3px] size-4 shrink-0 ${tone}`} />
                <span>
                  <span className="sr-only">{label}: </span>
                  {sentence.text} {sentence.nowInside ? <Badge tone="attention">inside it now</Badge> : null}
                </span>
              </li>
            );
          })}
        </ul>
      </TableCell>
    </TableRow>
  );
}

function DialogSentences({ view }: { readonly view: PreviewView }) {
  const { totals, groups } = view;
  const lines = groups.flatMap((group) => [
    ...(group.taken > 0
      ? [`${count(group.taken, "person loses", "people lose")} access to ${group.name} now.`]
      : []),
    ...(group.given > 0
      ? [`${count(group.given, "person gets", "people get")} access to ${group.name}.`]
      : []),
  ]);
  return (
    <>
      <ul className="grid list-disc gap-1 pl-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {totals.peopleAdded > 0 ? (
          <li>
            {count(totals.peopleAdded, "person is", "people are")} added at {view.connectionLabel}.
          </li>
        ) : null}
        {totals.retimed > 0 ? <li>{count(totals.retimed, "window is", "windows are")} moved.</li> : null}
      </ul>
      {totals.losingWhileInside > 0 ? (
        <p className="font-medium text-attention">
          {totals.losingWhileInside} of them {totals.losingWhileInside === 1 ? "is" : "are"} inside a booking,
          plan or pass.
        </p>
      ) : null}
    </>
  );
}

const leads: Readonly<Record<PreviewView["state"], string>> = {
  ready: "This is what would change. Nothing is applied until you confirm.",
  changed: "Something changed since you looked. Only the difference is shown; confirm again.",
  applying: "Being applied, nearest times first. You can leave this page.",
  applied: "Applied.",
  dismissed: "Dismissed. Nothing was changed.",
};

/** What a change would do to people's access, confirmed in numbers. `confirm` and `dismiss` post `previewId` and `digest`. */
export function PreviewPage({
  view,
  base,
  confirm,
  dismiss,
  wait,
  children,
}: {
  readonly view: PreviewView;
  readonly base: string;
  readonly confirm: FormAction;
  readonly dismiss: FormAction;
  /** Resolves after a moment: while changes are being applied, the page is then drawn again. */
  readonly wait?: () => Promise<void>;
  /** What else is decided before this is applied. */
  readonly children?: ReactNode;
}) {
  const to = consolePaths(base);
  const hidden = { previewId: view.previewId, digest: view.digest };
  const isOpen = view.state === "ready" || view.state === "changed";
  const actions = isOpen ? (
    <>
      <ActionButton action={dismiss} hidden={hidden} pendingLabel="Dismissing">
        Dismiss
      </ActionButton>
      {view.causedCount > 0 ? (
        <ConfirmAction
          trigger={`Apply ${changesWords(view)}`}
          variant="primary"
          title={`Apply ${changesWords(view)} at ${view.connectionLabel}?`}
          description={<DialogSentences view={view} />}
          confirmLabel={`Apply ${changesWords(view)}`}
          pendingLabel="Applying"
          confirmVariant={view.totals.accessTaken > 0 ? "danger-solid" : "primary"}
          action={confirm}
          hidden={hidden}
        />
      ) : (
        <ActionButton action={confirm} hidden={hidden} variant="primary" pendingLabel="Saving">
          Save without door changes
        </ActionButton>
      )}
    </>
  ) : (
    <Button asChild>
      <AppLink href={to.overview}>Go to the overview</AppLink>
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Preview"
        lead={`${view.cause}, ${view.connectionLabel}. ${leads[view.state]}`}
        back={{ label: "Mapping", href: to.mapping }}
        action={actions}
      />
      <AsKnown />
      {view.state === "applying" && wait ? <RefreshWhile wait={wait} /> : null}
      <div className="grid grid-cols-1 gap-5">
        {view.progress ? <Progress progress={view.progress} /> : null}
        <Totals view={view} />
        {view.members.length > 0 ? (
          <Table label="Changes for each member">
            <TableHeader>
              <TableRow>
                <TableHead>Member</TableHead>
                <TableHead>What changes</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {view.members.map((member) => (
                <MemberChanges key={member.memberId} member={member} href={to.member(member.memberId)} />
              ))}
            </TableBody>
          </Table>
        ) : (
          <p className="text-muted-foreground">No member gains or loses anything by this.</p>
        )}
        {view.moreMembers > 0 ? (
          <p className="text-muted-foreground">
            and {count(view.moreMembers, "more member", "more members")}.
          </p>
        ) : null}
        {view.held.length > 0 ? (
          <section aria-labelledby="held">
            <h2 id="held" className="text-base font-semibold">
              Not applied
            </h2>
            <ul className="mt-2 grid gap-2">
              {view.held.map((held) => (
                <li key={held.reason}>
                  <span className="font-medium tabular-nums">{held.count}</span> {held.reason}{" "}
                  <span className="text-muted-foreground">{held.names.join(", ")}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      {children}
      <p className="mt-6 text-[13px] text-muted-foreground">
        Worked out at <Time at={view.now} now={view.now} zone={view.zone} />.
      </p>
      <ZoneNote zone={view.zone} />
    </>
  );
}
