import { AsKnown } from "@/components/shell/as-known";
import { Time, ZoneNote } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Status } from "@/components/ui/status";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { LinkActions } from "@/components/visitors/link-actions";
import type { FormAction } from "@/lib/services/views";
import type { VisitorsView, VisitView } from "@/lib/services/visitor-views";

export interface VisitorsPageActions {
  readonly show: FormAction;
  readonly mail: FormAction;
}

/** Who is expected, when the door opens for them, and how their link stands. */
export function VisitorsPage({
  view,
  base,
  actions,
}: {
  readonly view: VisitorsView;
  readonly base: string;
  readonly actions: VisitorsPageActions;
}) {
  return (
    <>
      <PageHeader
        title="Visitors"
        lead="Visitors and guests of bookings get one link each, which opens the doors of their visit and nothing else. It goes when the visit ends."
      />
      <AsKnown />
      {view.setUp === "on" && !view.hasMail ? <NoMail /> : null}
      {view.visits.length === 0 ? (
        <NobodyExpected view={view} base={base} />
      ) : (
        <Table label="Visitors" regionClassName="max-h-[72dvh] overflow-y-auto">
          <TableHeader>
            <TableRow>
              <TableHead>Visitor</TableHead>
              <TableHead>State</TableHead>
              <TableHead>When</TableHead>
              <TableHead>Host</TableHead>
              <TableHead>Location</TableHead>
              <TableHead>Mail</TableHead>
              <TableHead>
                <span className="sr-only">Actions</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {view.visits.map((visit) => (
              <VisitRow key={visit.id} visit={visit} view={view} actions={actions} />
            ))}
          </TableBody>
        </Table>
      )}
      <ZoneNote zone={view.zone} />
    </>
  );
}

function VisitRow({
  visit,
  view,
  actions,
}: {
  readonly visit: VisitView;
  readonly view: VisitorsView;
  readonly actions: VisitorsPageActions;
}) {
  const time = (at: string) => <Time at={at} now={view.now} zone={view.zone} />;
  return (
    <TableRow>
      <TableCell className="min-w-36">
        <span className="font-medium">{visit.visitorName}</span>
        {visit.kind ? <span className="block text-[13px] text-muted-foreground">{visit.kind}</span> : null}
      </TableCell>
      <TableCell className="min-w-32">
        <Status status={visit.status} now={view.now} zone={view.zone} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {visit.until ? (
          <>
            {time(visit.from)} to {time(visit.until)}
          </>
        ) : (
          <>Expected {time(visit.from)}</>
        )}
      </TableCell>
      <TableCell className="min-w-28 text-muted-foreground">
        {visit.host?.href ? (
          <AppLink href={visit.host.href} className="underline-offset-4 hover:underline">
            {visit.host.name}
          </AppLink>
        ) : (
          (visit.host?.name ?? "Nobody")
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground">{visit.locationName}</TableCell>
      <TableCell className="min-w-28">
        {visit.mail ? <Badge tone={visit.mail.tone}>{visit.mail.words}</Badge> : null}
      </TableCell>
      <TableCell>
        {visit.keyId ? (
          <LinkActions
            keyId={visit.keyId}
            visitorName={visit.visitorName}
            canMail={visit.canMail}
            isMailed={visit.mail?.words === "Mailed"}
            show={actions.show}
            mail={actions.mail}
          />
        ) : null}
      </TableCell>
    </TableRow>
  );
}

function NoMail() {
  return (
    <p className="mb-4 rounded-lg border border-attention/40 bg-card px-4 py-3 text-muted-foreground">
      <strong className="font-semibold text-foreground">Nothing is mailed.</strong> The operator has set up no
      mail server, so visitors do not get their link by themselves. Copy the link of a visit and send it
      yourself.
    </p>
  );
}

function NobodyExpected({ view, base }: { readonly view: VisitorsView; readonly base: string }) {
  if (view.setUp === "on")
    return (
      <EmptyState title="Nobody is expected">
        Register visitors in Nexudus, or add guests to a booking. They appear here within minutes, and get
        their link once their host has approved them.
      </EmptyState>
    );
  const makers = view.vendorNames.length > 0 ? ` These do: ${view.vendorNames.join(", ")}.` : "";
  const href = view.connectionHref ?? `${base}/connections/new`;
  return (
    <EmptyState
      title="Visitors get no link yet"
      action={
        <Button asChild>
          <AppLink href={href}>{view.setUp === "off" ? "Open the connection" : "Connect a vendor"}</AppLink>
        </Button>
      }
    >
      {view.setUp === "off"
        ? "Your vendor can make links for visitors. Turn them on in the settings of the connection; until then Lintel does not read who visits you."
        : `None of your connected vendors makes links for visitors.${makers} Until one is connected, Lintel does not read who visits you.`}
    </EmptyState>
  );
}
