import { consolePaths, withQuery } from "@/components/paths";
import { Time, ZoneNote } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChips } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ActivityRowView, ActivityView } from "@/lib/services/activity-views";

const outcomes: Readonly<Record<ActivityRowView["outcome"], { label: string; tone: Tone }>> = {
  done: { label: "Done", tone: "muted" },
  waiting: { label: "Applying", tone: "info" },
  held: { label: "Held", tone: "attention" },
  failed: { label: "Failed", tone: "negative" },
};
const CHIPS = [
  { outcome: "all", label: "All" },
  { outcome: "done", label: "Done" },
  { outcome: "waiting", label: "Applying" },
  { outcome: "held", label: "Held" },
  { outcome: "failed", label: "Failed" },
] as const;

/** Who changed what, and what it did. */
export function ActivityPage({ view, base }: { readonly view: ActivityView; readonly base: string }) {
  const to = consolePaths(base);
  const { query } = view;
  const href = (outcome: ActivityView["query"]["outcome"], page: number) =>
    withQuery(to.activity, {
      q: query.q,
      outcome: outcome === "all" ? null : outcome,
      page: page > 1 ? page : null,
    });
  return (
    <>
      <PageHeader
        title="Activity"
        lead="Everything that Lintel and your admins did, newest first."
        action={
          view.csvHref ? (
            <Button asChild>
              <a href={view.csvHref}>Download CSV</a>
            </Button>
          ) : undefined
        }
      />
      {/* biome-ignore lint/a11y/useSemanticElements: the search element lacks support in assistive technology */}
      <form method="get" action={to.activity} role="search" className="mb-3 flex gap-2">
        <Input
          type="search"
          name="q"
          aria-label="Search activity"
          placeholder="Search by member or act"
          defaultValue={query.q}
          className="sm:w-72"
        />
        {query.outcome === "all" ? null : <input type="hidden" name="outcome" value={query.outcome} />}
        <Button type="submit">Search</Button>
      </form>
      <div className="mb-4">
        <FilterChips
          label="Outcome"
          chips={CHIPS.map(({ outcome, label }) => ({
            label,
            href: href(outcome, 1),
            on: outcome === query.outcome,
          }))}
        />
      </div>
      {view.rows.length === 0 ? (
        <EmptyState title={query.q || query.outcome !== "all" ? "Nothing fits" : "Nothing has happened yet"}>
          Every grant, ending, mapping change and sign-in appears here with who or what caused it.
        </EmptyState>
      ) : (
        <Table label="Activity" regionClassName="max-h-[72dvh] overflow-y-auto">
          <TableHeader>
            <TableRow>
              <TableHead>What</TableHead>
              <TableHead>By</TableHead>
              <TableHead>When</TableHead>
              <TableHead>Outcome</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {view.rows.map((row) => (
              <TableRow key={row.id}>
                <TableCell className="min-w-64">
                  {row.sentence}{" "}
                  {row.subject?.href ? (
                    <AppLink
                      href={row.subject.href}
                      className="font-medium underline-offset-4 hover:underline"
                    >
                      {row.subject.label}
                    </AppLink>
                  ) : (
                    <span className="font-medium">{row.subject?.label}</span>
                  )}
                  {row.detail ? (
                    <span className="block text-[13px] text-muted-foreground">{row.detail}</span>
                  ) : null}
                </TableCell>
                <TableCell className="whitespace-nowrap text-muted-foreground">{row.actor}</TableCell>
                <TableCell>
                  <Time at={row.at} now={view.now} zone={view.zone} />
                </TableCell>
                <TableCell>
                  <Badge tone={outcomes[row.outcome].tone}>{outcomes[row.outcome].label}</Badge>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <Pager
        page={query.page}
        pageSize={view.pageSize}
        total={view.total}
        noun={view.total === 1 ? "entry" : "entries"}
        hrefFor={(page) => href(query.outcome, page)}
      />
      <ZoneNote zone={view.zone} />
    </>
  );
}
