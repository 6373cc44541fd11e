import { ApprovalCard } from "@/components/approvals/approval-card";
import { BudgetForm } from "@/components/approvals/budget-form";
import { AsKnown } from "@/components/shell/as-known";
import { ZoneNote } from "@/components/time/time";
import { ActionButton } from "@/components/ui/action-button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemNote } from "@/components/ui/problem-note";
import type { ApprovalsView } from "@/lib/services/approval-views";
import type { FormAction } from "@/lib/services/views";

export interface ApprovalsPageActions {
  readonly approve: FormAction;
  readonly dismiss: FormAction;
  readonly putBack: FormAction;
  readonly letInAgain: FormAction;
  readonly saveBudget: FormAction;
}

/** What waits for a yes or a no; nothing here is done before somebody says so. */
export function ApprovalsPage({
  view,
  actions,
}: {
  readonly view: ApprovalsView;
  readonly actions: ApprovalsPageActions;
}) {
  const open = view.approvals.filter((approval) => approval.state === "open");
  const kept = view.approvals.filter((approval) => approval.state === "dismissed");
  return (
    <>
      <PageHeader
        title="Approvals"
        lead="When unusually many people would lose access at once, Lintel takes nothing and asks here. Known endings still close, and new access is given."
      />
      <AsKnown />
      <div className="grid gap-6">
        {open.length + view.shutOut.length === 0 ? (
          <EmptyState title="Nothing waits for you">
            {kept.length > 0
              ? "Those below keep their access because an admin said so."
              : "Questions appear here, and beside this page's name in the menu."}
          </EmptyState>
        ) : null}
        {[...open, ...kept].map((approval) => (
          <ApprovalCard
            key={approval.id}
            approval={approval}
            now={view.now}
            zone={view.zone}
            approve={actions.approve}
            dismiss={actions.dismiss}
          />
        ))}
        {view.shutOut.length > 0 ? (
          <section aria-labelledby="shut-out" className="grid gap-3">
            <h2 id="shut-out" className="text-base font-semibold">
              Somebody at the vendor disagrees
            </h2>
            {view.shutOut.map((row) => (
              <div key={row.id} className="grid gap-2">
                <ProblemNote problem={row.problem} now={view.now} zone={view.zone} />
                <ActionButton
                  action={row.kind === "taken_out" ? actions.putBack : actions.letInAgain}
                  hidden={{ personId: row.personId }}
                  pendingLabel="Asking the vendor"
                >
                  {row.kind === "taken_out" ? "Put the access back" : "Let this person in again"}
                </ActionButton>
              </div>
            ))}
          </section>
        ) : null}
        {view.budgets.length > 0 ? (
          <section aria-labelledby="budgets" className="grid gap-3">
            <h2 id="budgets" className="text-base font-semibold">
              When to ask
            </h2>
            {view.budgets.map((budget) => (
              <BudgetForm key={budget.connectionId} budget={budget} action={actions.saveBudget} />
            ))}
          </section>
        ) : null}
      </div>
      <div className="mt-6">
        <ZoneNote zone={view.zone} />
      </div>
    </>
  );
}
