import { RelativeTime, Time, ZoneNote } from "@/components/time/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Spinner } from "@/components/ui/spinner";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { RunRowView, RunsView } from "@/lib/services/activity-views";

const states: Readonly<Record<RunRowView["state"], { label: string; tone: Tone }>> = {
  running: { label: "Under way", tone: "info" },
  waiting: { label: "Waiting", tone: "neutral" },
  completed: { label: "Done", tone: "muted" },
  failed: { label: "Failed", tone: "negative" },
  cancelled: { label: "Cancelled", tone: "muted" },
};

/** The work behind the doors, newest first. */
export function RunsPage({ view }: { readonly view: RunsView }) {
  return (
    <>
      <PageHeader
        title="Runs"
        lead={`The work that Lintel does in the background. ${view.engineNote}`}
        action={
          view.dashboardHref ? (
            <Button asChild>
              <a href={view.dashboardHref} target="_blank" rel="noreferrer">
                Open the dashboard
              </a>
            </Button>
          ) : undefined
        }
      />
      {view.rows.length === 0 ? (
        <EmptyState title="No run yet">
          Full checks and every opening and closing on time appear here.
        </EmptyState>
      ) : (
        <Table label="Runs" regionClassName="max-h-[72dvh] overflow-y-auto">
          <TableHeader>
            <TableRow>
              <TableHead>Run</TableHead>
              <TableHead>State</TableHead>
              <TableHead>Started</TableHead>
              <TableHead>Ended</TableHead>
              <TableHead className="text-right">Attempts</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {view.rows.map((row) => (
              <TableRow key={row.id}>
                <TableCell className="min-w-52">
                  {row.href ? (
                    <a
                      href={row.href}
                      target="_blank"
                      rel="noreferrer"
                      className="font-medium underline-offset-4 hover:underline"
                    >
                      {row.label}
                    </a>
                  ) : (
                    <span className="font-medium">{row.label}</span>
                  )}
                  {row.about ? (
                    <span className="block text-[13px] text-muted-foreground">{row.about}</span>
                  ) : null}
                </TableCell>
                <TableCell>
                  <Badge tone={states[row.state].tone}>
                    {row.state === "running" ? <Spinner className="size-3.5" /> : null}
                    {states[row.state].label}
                  </Badge>
                </TableCell>
                <TableCell>
                  <RelativeTime at={row.startedAt} now={view.now} zone={view.zone} />
                </TableCell>
                <TableCell>
                  {row.endedAt ? <Time at={row.endedAt} now={view.now} zone={view.zone} /> : null}
                </TableCell>
                <TableCell className="text-right">{row.attempts}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <ZoneNote zone={view.zone} />
    </>
  );
}
