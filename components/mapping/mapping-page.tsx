"use client";

import { MappingEditor } from "@/components/mapping/mapping-editor";
import type { MappingQuery } from "@/components/mapping/select-items";
import { consolePaths } from "@/components/paths";
import { AsKnown } from "@/components/shell/as-known";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChips } from "@/components/ui/filter-chips";
import { PageHeader } from "@/components/ui/page-header";
import type { MappingView, SaveMapping } from "@/lib/services/views";

/** Which items lead to which access groups. `view` null = no connection to map for yet. */
export function MappingPage({
  view,
  base,
  initialQuery,
  save,
}: {
  readonly view: MappingView | null;
  readonly base: string;
  readonly initialQuery: MappingQuery;
  readonly save: SaveMapping;
}) {
  const to = consolePaths(base);
  const lead = "What you sell in Nexudus, and which doors it opens.";
  if (!view) {
    return (
      <>
        <PageHeader title="Mapping" lead={lead} />
        <EmptyState
          title="There is nothing to map to yet"
          action={
            <Button asChild variant="primary">
              <AppLink href={to.connections}>Go to connections</AppLink>
            </Button>
          }
        >
          Once a vendor is connected, your plans, passes, desks, offices and resources appear here beside its
          access groups.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Mapping"
        lead={`${lead} Blank means Lintel leaves it alone.`}
        action={
          view.pendingPreviewHref ? (
            <Button asChild>
              <AppLink href={view.pendingPreviewHref}>Open the waiting preview</AppLink>
            </Button>
          ) : undefined
        }
      />
      <AsKnown />
      {view.connections.length > 1 ? (
        <div className="mb-5">
          <FilterChips
            label="Connection"
            chips={view.connections.map(({ id, label }) => ({
              label,
              href: to.mappingOf(id),
              on: id === view.connectionId,
            }))}
          />
        </div>
      ) : null}
      {view.hints.length > 0 ? (
        <ul className="mb-5 grid max-w-prose list-disc gap-0.5 pl-5 text-[13px] text-muted-foreground">
          {view.hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      ) : null}
      {view.groups.length === 0 ? (
        <EmptyState title={`${view.vendorName} has no access group yet`}>
          Make one at {view.vendorName}; it appears here within the hour, or after "Check now" on the
          connection.
        </EmptyState>
      ) : view.items.length === 0 ? (
        <EmptyState title="Nothing to map has been read yet">
          What you sell in Nexudus appears here a minute after the installation. Reload this page.
        </EmptyState>
      ) : (
        <MappingEditor key={view.connectionId} view={view} initialQuery={initialQuery} save={save} />
      )}
    </>
  );
}
