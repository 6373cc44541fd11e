"use client";

import { MappingEditor } from "@/components/mapping/mapping-editor";
import { MappingSettings } from "@/components/mapping/mapping-settings";
import { OddContracts } from "@/components/mapping/odd-contracts";
import type { MappingQuery } from "@/components/mapping/select-items";
import { consolePaths } from "@/components/paths";
import { AsKnown } from "@/components/shell/as-known";
import { ActionButton } from "@/components/ui/action-button";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChips } from "@/components/ui/filter-chips";
import { PageHeader } from "@/components/ui/page-header";
import type { MappingView, ReadMappingFile, SaveMapping } from "@/lib/services/mapping-views";
import type { FormAction } from "@/lib/services/views";

/** Before the first read of Nexudus, and where all that was read belongs elsewhere. */
function NoItems({ isRead, connectionHref }: { readonly isRead: boolean; readonly connectionHref: string }) {
  if (!isRead)
    return (
      <EmptyState title="Nothing to map has been read yet">
        What you sell in Nexudus appears here a minute after the installation. Reload this page.
      </EmptyState>
    );
  return (
    <EmptyState
      title="There is nothing to map here"
      action={
        <Button asChild>
          <AppLink href={connectionHref}>Go to the connection</AppLink>
        </Button>
      }
    >
      What you sell belongs to other locations than the one you chose, or than those this connection covers.
      Choose another location, or let the connection cover more of them.
    </EmptyState>
  );
}

/** A saved change that nobody has confirmed yet: read it, or take it back. */
function PendingChange({
  pending,
  dismiss,
}: {
  readonly pending: NonNullable<MappingView["pending"]>;
  readonly dismiss: FormAction;
}) {
  return (
    <section
      aria-label="Waiting change"
      className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-info/40 px-4 py-3"
    >
      <p className="mr-auto">
        <span className="font-medium">{pending.cause} waits to be confirmed.</span>{" "}
        <span className="text-muted-foreground">Doors have not changed. The tables show it already.</span>
      </p>
      <ActionButton
        action={dismiss}
        hidden={{ previewId: pending.previewId, digest: pending.digest }}
        pendingLabel="Taking back"
      >
        Take it back
      </ActionButton>
      <Button asChild variant="primary">
        <AppLink href={pending.href}>Open the waiting preview</AppLink>
      </Button>
    </section>
  );
}

/** Which items lead to which access groups. `view` null = no connection to map for yet. */
export function MappingPage({
  view,
  base,
  initialQuery,
  save,
  saveSettings,
  readFile,
  dismiss,
}: {
  readonly view: MappingView | null;
  readonly base: string;
  readonly initialQuery: MappingQuery;
  readonly save: SaveMapping;
  readonly saveSettings: FormAction;
  readonly readFile: ReadMappingFile;
  readonly dismiss: FormAction;
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
      <PageHeader title="Mapping" lead={`${lead} Blank means Lintel leaves it alone.`} />
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
      {view.pending ? <PendingChange pending={view.pending} dismiss={dismiss} /> : null}
      {view.groups.length === 0 ? (
        <EmptyState title={`${view.vendorName} has no access group yet`}>
          Make one at {view.vendorName}; it appears here within the hour, or after "Check now" on the
          connection.
        </EmptyState>
      ) : view.items.length === 0 ? (
        <NoItems isRead={view.isRead} connectionHref={to.connection(view.connectionId)} />
      ) : (
        <MappingEditor
          key={view.connectionId}
          view={view}
          initialQuery={initialQuery}
          save={save}
          readFile={readFile}
        />
      )}
      <OddContracts locations={view.oddContracts} accountHref={to.account} memberHref={to.member} />
      <MappingSettings key={`settings ${view.connectionId}`} view={view} action={saveSettings} />
    </>
  );
}
