import { RelativeTime } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { ConfirmAction } from "@/components/ui/confirm-action";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ApprovalView } from "@/lib/services/approval-views";
import type { FormAction } from "@/lib/services/views";

const peopleWords = (count: number) => (count === 1 ? "1 person" : `${count} people`);

/** One question with everybody it is about, and the two answers. */
export function ApprovalCard({
  approval,
  now,
  zone,
  approve,
  dismiss,
}: {
  readonly approval: ApprovalView;
  readonly now: string;
  readonly zone: string;
  readonly approve: FormAction;
  readonly dismiss: FormAction;
}) {
  const isOpen = approval.state === "open";
  const count = peopleWords(approval.people.length);
  const hidden = { approvalId: approval.id, people: String(approval.people.length) };
  return (
    <Card className="grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h2 className="text-base font-semibold">{approval.title}</h2>
        <Badge tone={isOpen ? "attention" : "muted"}>{isOpen ? "Waits for you" : "Kept"}</Badge>
      </div>
      <p className="max-w-prose text-muted-foreground">
        {approval.why} Since <RelativeTime at={approval.since} now={now} zone={zone} />.
      </p>
      <Table label={approval.title} regionClassName="max-h-[50dvh] overflow-y-auto">
        <TableHeader>
          <TableRow>
            <TableHead>Member</TableHead>
            <TableHead>{isOpen ? "Would lose" : "Keeps"}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {approval.people.map((person) => (
            <TableRow key={person.personId}>
              <TableCell>
                {person.href ? (
                  <AppLink href={person.href} className="font-medium underline-offset-4 hover:underline">
                    {person.name}
                  </AppLink>
                ) : (
                  person.name
                )}
              </TableCell>
              <TableCell>{person.groupNames.join(", ")}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <div className="flex flex-wrap gap-3">
        <ConfirmAction
          trigger={isOpen ? "Take the access away" : "Take it away after all"}
          variant="danger"
          confirmVariant="danger-solid"
          title={`Take access from ${count}?`}
          description={
            <p>
              Their doors at {approval.connectionLabel} close within seconds. Whoever is entitled in Nexudus
              again gets it back by itself.
            </p>
          }
          confirmLabel={`Take access from ${count}`}
          pendingLabel="Taking access"
          action={approve}
          hidden={hidden}
        />
        {isOpen ? (
          <ConfirmAction
            trigger="Keep their access"
            title={`Keep the access of ${count}?`}
            description={
              <p>
                They keep what is listed until Nexudus tells something new about them, their time is over, or
                you take it away here.
              </p>
            }
            confirmLabel={`Keep the access of ${count}`}
            pendingLabel="Keeping"
            action={dismiss}
            hidden={hidden}
          />
        ) : null}
      </div>
    </Card>
  );
}
