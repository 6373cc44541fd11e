import { ConnectionCard } from "@/components/connections/connection-card";
import { Steps } from "@/components/connections/connection-page";
import { consolePaths } from "@/components/paths";
import { AsKnown } from "@/components/shell/as-known";
import { RelativeTime, ZoneNote } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemNote } from "@/components/ui/problem-note";
import { Progress } from "@/components/ui/progress";
import type { OverviewConnectionView, OverviewView } from "@/lib/services/connection-views";

function leadFor(view: OverviewView): string {
  if (view.connections.length === 0) return "Nothing is connected yet.";
  const count = view.problems.length;
  if (count === 0) return "Everything is in step.";
  return count === 1 ? "One thing needs a look." : `${count} things need a look.`;
}

function Rhythm({
  connection,
  view,
}: {
  readonly connection: OverviewConnectionView;
  readonly view: OverviewView;
}) {
  return (
    <dl className="mt-4 grid gap-1.5 border-t pt-3 text-[13px]">
      <div className="flex flex-wrap gap-x-2">
        <dt className="text-muted-foreground">Next change</dt>
        <dd>
          {connection.nextEdge ? (
            <>
              <RelativeTime at={connection.nextEdge.at} now={view.now} zone={view.zone} />:{" "}
              {connection.nextEdge.sentence}
            </>
          ) : (
            "None known"
          )}
        </dd>
      </div>
      <div className="flex flex-wrap gap-x-2">
        <dt className="text-muted-foreground">Last full check</dt>
        <dd>
          {connection.lastFullCheckAt ? (
            <RelativeTime at={connection.lastFullCheckAt} now={view.now} zone={view.zone} />
          ) : (
            "Not yet"
          )}
        </dd>
      </div>
    </dl>
  );
}

/** Is anything wrong? Answered first; then each connection. */
export function OverviewPage({ view, base }: { readonly view: OverviewView; readonly base: string }) {
  const to = consolePaths(base);
  return (
    <>
      <PageHeader title="Overview" lead={leadFor(view)} />
      <AsKnown />
      {view.problems.length > 0 ? (
        <section aria-label="Problems" className="mb-6 grid gap-3">
          <h2 className="sr-only">Problems</h2>
          {view.problems.map((problem) => (
            <ProblemNote key={problem.id} problem={problem} now={view.now} zone={view.zone} />
          ))}
        </section>
      ) : null}
      {view.steps.length > 0 ? (
        <section aria-labelledby="first-steps" className="mb-6 max-w-3xl">
          <h2 id="first-steps" className="mb-2 text-base font-semibold">
            First steps
          </h2>
          <Steps steps={view.steps} />
        </section>
      ) : null}
      {view.connections.length > 0 ? (
        <ul className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {view.connections.map((connection) => (
            <li key={connection.id}>
              <ConnectionCard connection={connection} href={to.connection(connection.id)}>
                {connection.progress ? (
                  <div className="mt-4">
                    <Progress progress={connection.progress} />
                  </div>
                ) : null}
                <Rhythm connection={connection} view={view} />
              </ConnectionCard>
            </li>
          ))}
        </ul>
      ) : view.steps.length > 0 ? null : (
        <EmptyState
          title="No door vendor is connected yet"
          action={
            <Button asChild variant="primary">
              <AppLink href={to.connect}>Connect a vendor</AppLink>
            </Button>
          }
        >
          Here you will see, for each vendor, who can enter now, what changes next, and what needs you.
        </EmptyState>
      )}
      {view.connections.length + view.problems.length > 0 ? <ZoneNote zone={view.zone} /> : null}
    </>
  );
}
