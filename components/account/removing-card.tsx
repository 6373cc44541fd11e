import { consolePaths } from "@/components/paths";
import { RelativeTime } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import { RefreshWhile } from "@/components/ui/refresh-while";
import type { AccountView, RemovingView } from "@/lib/services/account-views";

/** A removal under way, connection by connection. May be left: the work goes on. */
export function RemovingCard({
  view,
  removing,
  base,
  wait,
}: {
  readonly view: AccountView;
  readonly removing: RemovingView;
  readonly base: string;
  readonly wait?: () => Promise<void>;
}) {
  const to = consolePaths(base);
  return (
    <Card className="border-attention/50">
      <h2 className="font-semibold">Lintel is being removed</h2>
      <p className="mt-1 mb-4 max-w-prose text-muted-foreground">
        {removing.why === "asked"
          ? "Asked for by an admin"
          : "Nexudus has refused Lintel's access for longer than it waits"}
        , begun <RelativeTime at={removing.since} now={view.now} zone={view.zone} />. When everything is taken
        back, all browsers are signed out. You may leave this page.
      </p>
      <ul className="grid gap-4">
        {removing.connections.map((row) => (
          <li key={row.id} className="grid gap-1.5">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <AppLink href={to.connection(row.id)} className="font-medium underline underline-offset-4">
                {row.label}
              </AppLink>
              {row.isDone ? <Badge tone="muted">Disconnected</Badge> : null}
              {row.isStuck ? (
                <Badge tone="attention">Needs you: see what could not be taken back</Badge>
              ) : null}
            </div>
            {row.isDone ? null : <Progress progress={row.progress} />}
          </li>
        ))}
      </ul>
      {wait ? <RefreshWhile wait={wait} /> : null}
    </Card>
  );
}
