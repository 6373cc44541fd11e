import { sourceColours, sourceWords } from "@/components/members/source";
import { Time } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Status } from "@/components/ui/status";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { MemberEntitlementView, MemberView } from "@/lib/services/member-views";

function Buffers({ right }: { readonly right: MemberEntitlementView }) {
  if (right.leadMinutes === 0 && right.lagMinutes === 0) return null;
  return (
    <span className="block text-[13px] text-muted-foreground">
      opens {right.leadMinutes} min before
      {right.until ? `, closes ${right.lagMinutes} min after` : ""}
    </span>
  );
}

/** The reasons, in Nexudus' words: also the timeline's text twin. */
export function MemberEntitlements({ view }: { readonly view: MemberView }) {
  return (
    <section aria-labelledby="reasons">
      <h2 id="reasons" className="mb-2 text-base font-semibold">
        Reasons in Nexudus
      </h2>
      {view.entitlements.length === 0 ? (
        <EmptyState title="Nothing gives access">
          A booking, a plan, a desk or office, or a pass would appear here.
        </EmptyState>
      ) : (
        <Table label="Reasons in Nexudus">
          <TableHeader>
            <TableRow>
              <TableHead>What</TableHead>
              <TableHead>From</TableHead>
              <TableHead>Until</TableHead>
              <TableHead>Opens</TableHead>
              <TableHead>State</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {view.entitlements.map((right) => (
              <TableRow key={right.id}>
                <TableCell className="min-w-52">
                  <span className="flex items-center gap-2 font-medium">
                    <span
                      aria-hidden
                      className={cn("size-2.5 shrink-0 rounded-xs", sourceColours[right.source])}
                    />
                    {right.label}
                    <span className="sr-only"> ({sourceWords[right.source]})</span>
                  </span>
                  {right.note ? (
                    <span className="block text-[13px] text-muted-foreground">{right.note}</span>
                  ) : null}
                </TableCell>
                <TableCell>
                  <Time at={right.from} now={view.now} zone={view.zone} />
                </TableCell>
                <TableCell>
                  {right.until ? <Time at={right.until} now={view.now} zone={view.zone} /> : "No end"}
                </TableCell>
                <TableCell className="min-w-44">
                  {right.groupNames.length > 0 ? right.groupNames.join(", ") : "Nothing"}
                  {right.groupNames.length > 0 ? <Buffers right={right} /> : null}
                </TableCell>
                <TableCell className="min-w-36">
                  <Status status={right.status} now={view.now} zone={view.zone} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}
