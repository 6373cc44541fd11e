import { consolePaths } from "@/components/paths";
import { ConnectionCard } from "@/components/presence/connection-card";
import { PlaceSection } from "@/components/presence/place-section";
import { AsKnown } from "@/components/shell/as-known";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemNote } from "@/components/ui/problem-note";
import type { PresenceView } from "@/lib/services/presence-views";
import type { FormAction } from "@/lib/services/views";

export interface PresencePageActions {
  readonly save: FormAction;
  readonly listDoors: FormAction;
}

/** Who is in, and which doors check members in and out. */
export function PresencePage({
  view,
  base,
  actions,
}: {
  readonly view: PresenceView;
  readonly base: string;
  readonly actions: PresencePageActions;
}) {
  const to = consolePaths(base);
  const { nexudus } = view;
  return (
    <>
      <PageHeader
        title="Presence"
        lead="Who is in, by the check-ins in Nexudus, and which doors check members in and out. It opens and closes no door."
      />
      <AsKnown />
      {view.connections.length === 0 ? (
        <EmptyState
          title="No doors that tell who opened them"
          action={
            <Button asChild>
              <AppLink href={to.connections}>Show connections</AppLink>
            </Button>
          }
        >
          Connect a vendor that tells Lintel about opened doors. Its doors, and who is in, then appear here.
        </EmptyState>
      ) : (
        <div className="grid gap-10">
          {nexudus.read ? null : (
            <ProblemNote
              now={view.now}
              zone={view.zone}
              problem={{
                id: "nexudus",
                severity: "attention",
                what: "Who is in now is not shown",
                meaning: nexudus.why,
                remedy: "Doors open and close as usual.",
                link: null,
                since: null,
              }}
            />
          )}
          {view.places.map((place) => (
            <PlaceSection key={place.locationId} place={place} now={view.now} isRead={nexudus.read} />
          ))}
          <section aria-labelledby="doors" className="grid gap-3">
            <h2 id="doors" className="text-base font-semibold">
              Doors
            </h2>
            {view.connections.map((connection) => (
              <ConnectionCard
                key={connection.id}
                connection={connection}
                now={view.now}
                zone={view.zone}
                actions={actions}
              />
            ))}
          </section>
        </div>
      )}
    </>
  );
}
