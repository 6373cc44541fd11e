import { Check } from "lucide-react";
import { ConnectionActions } from "@/components/connections/connection-actions";
import { ConnectionSettings } from "@/components/connections/connection-settings";
import { LeavingPanel } from "@/components/connections/leaving-panel";
import { VendorPanel, type VendorPanelActions } from "@/components/connections/vendor-panel";
import { consolePaths } from "@/components/paths";
import { AsKnown } from "@/components/shell/as-known";
import { RelativeTime, ZoneNote } from "@/components/time/time";
import { ActionButton } from "@/components/ui/action-button";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemNote } from "@/components/ui/problem-note";
import { Progress } from "@/components/ui/progress";
import { ConnectionStatus } from "@/components/ui/status";
import type { ActivationStepView, ConnectionView } from "@/lib/services/connection-views";
import type { FormAction } from "@/lib/services/views";

/**
 * Every action posts `connectionId`; `confirmAccount` also `answer` ("no"), `disconnect` also `removePeople` ("on"
 * when ticked) and `grants`, the number shown, as `acceptLeftovers` does; `pause` also `withdrawFuture` ("on" when
 * ticked). Without `disconnect` it is not offered.
 */
export interface ConnectionPageActions extends VendorPanelActions {
  readonly signIn: FormAction;
  readonly confirmAccount: FormAction;
  readonly saveSettings: FormAction;
  readonly pause: FormAction;
  readonly resume: FormAction;
  readonly checkNow: FormAction;
  readonly disconnect?: FormAction;
  readonly acceptLeftovers?: FormAction;
}

export function Steps({ steps }: { readonly steps: readonly ActivationStepView[] }) {
  return (
    <ol className="grid gap-px overflow-hidden rounded-lg border bg-border">
      {steps.map((step, index) => (
        <li key={step.label} className="flex min-h-12 items-center gap-3 bg-card px-4 py-2">
          <span
            aria-hidden
            className={
              step.done
                ? "grid size-6 shrink-0 place-items-center rounded-full bg-positive-soft text-positive"
                : "grid size-6 shrink-0 place-items-center rounded-full border border-input text-[13px]"
            }
          >
            {step.done ? <Check className="size-3.5" /> : index + 1}
          </span>
          <span className={step.done ? "flex-1 text-muted-foreground" : "flex-1 font-medium"}>
            {step.label}
            {step.done ? <span className="sr-only"> (done)</span> : null}
          </span>
          {step.link && !step.done ? (
            <Button asChild size="small">
              <AppLink href={step.link.href}>{step.link.label}</AppLink>
            </Button>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Ownership({ view, confirm }: { readonly view: ConnectionView; readonly confirm: FormAction }) {
  return (
    <Card className="border-attention/50">
      <h2 className="text-base font-semibold">Is this yours?</h2>
      <p className="mt-1 mb-4 text-muted-foreground">
        {view.vendorName} says this account is called{" "}
        <strong className="font-semibold text-foreground">{view.accountLabel ?? "(no name)"}</strong>. Lintel
        changes nothing there before you say so.
      </p>
      <div className="flex flex-wrap gap-3">
        <ActionButton
          action={confirm}
          hidden={{ connectionId: view.id, answer: "yes" }}
          variant="primary"
          pendingLabel="Confirming"
        >
          Yes, this is ours
        </ActionButton>
        <ActionButton
          action={confirm}
          hidden={{ connectionId: view.id, answer: "no" }}
          pendingLabel="Forgetting it"
        >
          No, forget this sign-in
        </ActionButton>
      </div>
    </Card>
  );
}

function SignIn({ view, signIn }: { readonly view: ConnectionView; readonly signIn: FormAction }) {
  return (
    <Card className="border-attention/50">
      <h2 className="text-base font-semibold">Sign in at {view.vendorName}</h2>
      <p className="mt-1 mb-4 text-muted-foreground">
        You allow Lintel there and come back here. Lintel never sees your password.
      </p>
      <ActionButton
        action={signIn}
        hidden={{ connectionId: view.id }}
        variant="primary"
        pendingLabel={`Going to ${view.vendorName}`}
      >
        Sign in at {view.vendorName}
      </ActionButton>
    </Card>
  );
}

export function ConnectionPage({
  view,
  base,
  actions,
  wait,
}: {
  readonly view: ConnectionView;
  readonly base: string;
  readonly actions: ConnectionPageActions;
  /** Resolves when it is time to look again, while access is being taken back. */
  readonly wait?: () => Promise<void>;
}) {
  const to = consolePaths(base);
  const isOver = view.leaving !== null || view.state.state === "disconnected";
  const hasOpenSteps = view.steps.some((step) => !step.done);
  return (
    <div className="max-w-4xl">
      <PageHeader
        title={view.vendorName}
        lead={view.accountLabel ? `Account ${view.accountLabel}` : "Not connected yet."}
        back={{ label: "Connections", href: to.connections }}
        aside={<ConnectionStatus state={view.state} />}
        action={<ConnectionActions view={view} actions={actions} />}
      />
      {isOver ? null : <AsKnown />}
      <div className="grid grid-cols-1 gap-5">
        {view.leaving && actions.acceptLeftovers ? (
          <LeavingPanel
            view={view}
            leaving={view.leaving}
            accept={actions.acceptLeftovers}
            {...(wait ? { wait } : {})}
          />
        ) : null}
        {view.progress ? <Progress progress={view.progress} /> : null}
        {view.signIn ? <SignIn view={view} signIn={actions.signIn} /> : null}
        {view.vendor && !isOver ? (
          <VendorPanel connectionId={view.id} panel={view.vendor} actions={actions} />
        ) : null}
        {view.accountConfirmed || view.state.state === "draft" || isOver ? null : (
          <Ownership view={view} confirm={actions.confirmAccount} />
        )}
        {view.problems.map((problem) => (
          <ProblemNote key={problem.id} problem={problem} now={view.now} zone={view.zone} />
        ))}
        {hasOpenSteps ? (
          <section aria-labelledby="steps">
            <h2 id="steps" className="mb-2 text-base font-semibold">
              Before doors obey
            </h2>
            <Steps steps={view.steps} />
          </section>
        ) : null}
        <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <div>
            <dt className="text-[13px] text-muted-foreground">People</dt>
            <dd className="font-medium tabular-nums">{view.people.toLocaleString("en-GB")}</dd>
          </div>
          <div>
            <dt className="text-[13px] text-muted-foreground">Open now</dt>
            <dd className="font-medium tabular-nums">{view.openNow.toLocaleString("en-GB")}</dd>
          </div>
          <div>
            <dt className="text-[13px] text-muted-foreground">Last full check</dt>
            <dd className="font-medium">
              {view.lastFullCheckAt ? (
                <RelativeTime at={view.lastFullCheckAt} now={view.now} zone={view.zone} />
              ) : (
                "Not yet"
              )}
            </dd>
          </div>
        </dl>
        {isOver ? null : <ConnectionSettings view={view} action={actions.saveSettings} />}
      </div>
      <ZoneNote zone={view.zone} />
    </div>
  );
}
