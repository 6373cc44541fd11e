import { consolePaths, withQuery } from "@/components/paths";
import { PeopleToConfirm } from "@/components/people/people-to-confirm";
import { AsKnown } from "@/components/shell/as-known";
import { RelativeTime, ZoneNote } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterChips } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { Status } from "@/components/ui/status";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { MemberStateFilter, MembersView } from "@/lib/services/member-views";
import type { FormAction } from "@/lib/services/views";

const STATES: readonly { readonly state: MemberStateFilter; readonly label: string }[] = [
  { state: "all", label: "All" },
  { state: "open", label: "Open" },
  { state: "upcoming", label: "Opens later" },
  { state: "problem", label: "Problems" },
  { state: "no_access", label: "No access" },
  { state: "confirm", label: "To confirm" },
];

function SearchForm({ view, action }: { readonly view: MembersView; readonly action: string }) {
  const { query } = view;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element lacks support in assistive technology
    <form method="get" action={action} role="search" className="mb-3 flex flex-wrap gap-2">
      <Input
        type="search"
        name="q"
        aria-label="Search members"
        placeholder="Search by name or e-mail"
        defaultValue={query.q}
        className="w-full sm:w-72"
      />
      <NativeSelect
        name="group"
        aria-label="Access group"
        defaultValue={query.groupId ?? ""}
        className="min-w-44 flex-1 sm:flex-none"
      >
        <option value="">Any access group</option>
        {view.groups.map((group) => (
          <option key={group.id} value={group.id}>
            {group.name}
          </option>
        ))}
      </NativeSelect>
      {query.locationId ? <input type="hidden" name="location" value={query.locationId} /> : null}
      {query.state === "all" ? null : <input type="hidden" name="state" value={query.state} />}
      <Button type="submit">Search</Button>
    </form>
  );
}

/** Find a member, see at a glance whether they may enter. */
export function MembersPage({
  view,
  base,
  confirmPeople,
}: {
  readonly view: MembersView;
  readonly base: string;
  readonly confirmPeople: FormAction;
}) {
  const to = consolePaths(base);
  const { query } = view;
  const href = (change: { state?: MemberStateFilter; page?: number }) => {
    const state = change.state ?? query.state;
    return withQuery(to.members, {
      q: query.q,
      group: query.groupId,
      state: state === "all" ? null : state,
      page: change.page && change.page > 1 ? change.page : null,
      location: query.locationId ?? null,
    });
  };
  const isFiltered = query.q !== "" || query.state !== "all" || query.groupId !== null;
  return (
    <>
      <PageHeader title="Members" lead="Who may enter, and why. Open a member to see the reasons." />
      <AsKnown />
      <SearchForm view={view} action={to.members} />
      <div className="mb-4">
        <FilterChips
          label="State"
          chips={STATES.map(({ state, label }) => ({
            label,
            href: href({ state }),
            on: state === query.state,
            count: view.stateCounts[state],
          }))}
        />
      </div>
      {query.state === "confirm" ? (
        <PeopleToConfirm view={view.people} memberHref={to.members} confirm={confirmPeople} />
      ) : view.rows.length === 0 ? (
        <EmptyState
          title={isFiltered ? "No member fits" : "No members yet"}
          action={
            isFiltered ? (
              <Button asChild>
                <AppLink href={to.members}>Show all members</AppLink>
              </Button>
            ) : undefined
          }
        >
          {isFiltered
            ? "Search for another name, or choose another state."
            : "Members of your Nexudus locations appear here after the first full check."}
        </EmptyState>
      ) : (
        <Table label="Members" regionClassName="max-h-[72dvh] overflow-y-auto">
          <TableHeader>
            <TableRow>
              <TableHead>Name</TableHead>
              <TableHead>Location</TableHead>
              <TableHead>State</TableHead>
              <TableHead>Access groups</TableHead>
              <TableHead>Next change</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {view.rows.map((row) => (
              <TableRow key={row.id}>
                <TableCell className="min-w-44">
                  <AppLink
                    href={to.member(row.id)}
                    className="font-medium underline-offset-4 hover:underline"
                  >
                    {row.name}
                  </AppLink>
                </TableCell>
                <TableCell className="whitespace-nowrap text-muted-foreground">{row.businessName}</TableCell>
                <TableCell className="min-w-36">
                  <Status status={row.status} now={view.now} zone={view.zone} />
                </TableCell>
                <TableCell className="min-w-40 text-muted-foreground">{row.groupNames.join(", ")}</TableCell>
                <TableCell className="text-muted-foreground">
                  {row.nextEdgeAt ? (
                    <RelativeTime at={row.nextEdgeAt} now={view.now} zone={view.zone} />
                  ) : null}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {query.state === "confirm" ? null : (
        <Pager
          page={query.page}
          pageSize={view.pageSize}
          total={view.total}
          noun={view.total === 1 ? "member" : "members"}
          hrefFor={(page) => href({ page })}
        />
      )}
      <ZoneNote zone={view.zone} />
    </>
  );
}
