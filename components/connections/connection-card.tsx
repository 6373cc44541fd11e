import type { ReactNode } from "react";
import { AppLink } from "@/components/ui/app-link";
import { Card } from "@/components/ui/card";
import { ConnectionStatus } from "@/components/ui/status";
import type { ConnectionCardView } from "@/lib/services/connection-views";

function Figure({
  label,
  value,
  tone,
}: {
  readonly label: string;
  readonly value: number;
  readonly tone?: string;
}) {
  return (
    <div>
      <dt className="text-[13px] text-muted-foreground">{label}</dt>
      <dd className={`text-xl font-semibold tracking-tight tabular-nums ${tone ?? ""}`}>
        {value.toLocaleString("en-GB")}
      </dd>
    </div>
  );
}

/** One connection at a glance; its name leads to its page. */
export function ConnectionCard({
  connection,
  href,
  children,
}: {
  readonly connection: ConnectionCardView;
  readonly href: string;
  readonly children?: ReactNode;
}) {
  return (
    <Card className="h-full">
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-base font-semibold">
            <AppLink href={href} className="underline-offset-4 hover:underline">
              {connection.vendorName}
            </AppLink>
          </h2>
          <p className="text-[13px] text-muted-foreground">
            {[connection.accountLabel, connection.locationNames.join(", ")].filter(Boolean).join(" - ")}
          </p>
        </div>
        <ConnectionStatus state={connection.state} />
      </div>
      <dl className="mt-4 grid grid-cols-3 gap-4">
        <Figure label="People" value={connection.people} />
        <Figure label="Open now" value={connection.openNow} tone="text-positive" />
        <Figure
          label="Problems"
          value={connection.problems}
          {...(connection.problems > 0 ? { tone: "text-negative" } : {})}
        />
      </dl>
      {children}
    </Card>
  );
}
