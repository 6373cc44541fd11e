import { Plus } from "lucide-react";
import { ConnectionCard } from "@/components/connections/connection-card";
import { consolePaths } from "@/components/paths";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { ConnectionsView } from "@/lib/services/connection-views";

export function ConnectionsPage({ view, base }: { readonly view: ConnectionsView; readonly base: string }) {
  const to = consolePaths(base);
  const isWaiting = view.unconfirmedLocations > 0;
  const connect = (
    <Button asChild variant="primary">
      <AppLink href={isWaiting ? to.account : to.connect}>
        {isWaiting ? (
          `Confirm ${view.unconfirmedLocations} ${view.unconfirmedLocations === 1 ? "location" : "locations"}`
        ) : (
          <>
            <Plus aria-hidden /> Connect a vendor
          </>
        )}
      </AppLink>
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Connections"
        lead="Which door vendors Lintel works with, and for which locations."
        action={view.connections.length > 0 ? connect : undefined}
      />
      {view.connections.length === 0 ? (
        <EmptyState title="No door vendor is connected yet" action={connect}>
          {isWaiting
            ? "First confirm the time zones of your locations, so that doors open by the right clock."
            : "Connect who runs your doors. Nothing changes at them until you have seen and confirmed a preview."}
        </EmptyState>
      ) : (
        <ul className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {view.connections.map((connection) => (
            <li key={connection.id}>
              <ConnectionCard connection={connection} href={to.connection(connection.id)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
