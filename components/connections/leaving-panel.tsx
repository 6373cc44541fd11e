import { Time } from "@/components/time/time";
import { Card } from "@/components/ui/card";
import { ConfirmAction } from "@/components/ui/confirm-action";
import { Progress } from "@/components/ui/progress";
import { RefreshWhile } from "@/components/ui/refresh-while";
import { Status } from "@/components/ui/status";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ConnectionView, LeavingView } from "@/lib/services/connection-views";
import type { FormAction } from "@/lib/services/views";

function Leftovers({ view, leaving }: { readonly view: ConnectionView; readonly leaving: LeavingView }) {
  const { now, zone } = view;
  return (
    <Table label="What could not be taken back yet">
      <TableHeader>
        <TableRow>
          <TableHead>Member</TableHead>
          <TableHead>Access group</TableHead>
          <TableHead>State</TableHead>
          <TableHead>Ends</TableHead>
          <TableHead>Why it is still there</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {leaving.leftovers.map((row) => (
          <TableRow key={row.id}>
            <TableCell className="font-medium whitespace-nowrap">{row.memberName}</TableCell>
            <TableCell>{row.groupName}</TableCell>
            <TableCell className="whitespace-nowrap">
              <Status
                status={row.isOpenNow ? { kind: "open", until: row.until } : { kind: "opens", at: row.from }}
                now={now}
                zone={zone}
              />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {row.until && row.endsByItself ? (
                <Time at={row.until} now={now} zone={zone} />
              ) : (
                "Not by itself"
              )}
            </TableCell>
            <TableCell className="text-muted-foreground">{row.why ?? "Waiting for its turn"}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** A disconnect under way: how far it is; where it is stuck, what is left and the way to accept that. */
export function LeavingPanel({
  view,
  leaving,
  accept,
  wait,
}: {
  readonly view: ConnectionView;
  readonly leaving: LeavingView;
  readonly accept: FormAction;
  readonly wait?: () => Promise<void>;
}) {
  const { left, openNow, leftovers } = leaving;
  return (
    <Card className={leaving.isStuck ? "border-attention/50" : ""}>
      <h2 className="text-base font-semibold">Taking back what Lintel gave</h2>
      <p className="mt-1 mb-4 max-w-prose text-muted-foreground">
        Nothing is given here any more. Access given by hand at {view.vendorName} stays. The sign-in at{" "}
        {view.vendorName} is deleted when everything is taken back. You may leave this page.
      </p>
      <Progress progress={leaving.progress} />
      {wait ? <RefreshWhile wait={wait} /> : null}
      {leaving.isStuck ? (
        <div className="mt-5 grid gap-3">
          {left > 0 ? (
            <>
              <h3 className="font-semibold">
                {left === 1 ? "One grant" : `${left} grants`} could not be taken back yet
              </h3>
              <Leftovers view={view} leaving={leaving} />
              {left > leftovers.length ? (
                <p className="text-[13px] text-muted-foreground">
                  {left - leftovers.length} more are not shown.
                </p>
              ) : null}
            </>
          ) : (
            <p>By Lintel's books nothing is left, but {view.vendorName} has not confirmed it yet.</p>
          )}
          <div>
            <ConfirmAction
              trigger="Accept what is left"
              variant="danger"
              confirmVariant="danger-solid"
              title={`Leave ${left === 1 ? "one grant" : `${left} grants`} at ${view.vendorName}?`}
              description={
                <>
                  <p>
                    {openNow === 0
                      ? "None of them opens a door right now."
                      : `${openNow} of them open a door right now.`}{" "}
                    Lintel stops trying and deletes its sign-in, so from then on you take them away in the
                    console of {view.vendorName}.
                  </p>
                  <p>The list stays in Lintel's books.</p>
                </>
              }
              confirmLabel={`Accept ${left === 1 ? "one grant" : `${left} grants`} and disconnect`}
              pendingLabel="Disconnecting"
              action={accept}
              hidden={{ connectionId: view.id, grants: String(left) }}
            />
          </div>
        </div>
      ) : null}
    </Card>
  );
}
