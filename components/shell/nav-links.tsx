"use client";

import {
  Activity,
  Cable,
  DoorOpen,
  Gauge,
  ListChecks,
  Network,
  Settings,
  ShieldQuestion,
  Ticket,
  Users,
} from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { consolePaths, withQuery } from "@/components/paths";
import { AppLink } from "@/components/ui/app-link";
import { cn } from "@/components/ui/cn";
import type { ShellView } from "@/lib/services/views";

/** The pages that exist, with what waits on each beside its name. The chosen location is carried along. */
export function NavLinks({
  shell,
  onNavigate,
}: {
  readonly shell: ShellView;
  readonly onNavigate?: () => void;
}) {
  const path = usePathname() ?? "";
  const location = useSearchParams()?.get("location") ?? shell.locationId;
  const to = consolePaths(shell.base);
  const entries = [
    { label: "Overview", href: to.overview, Icon: Gauge, count: shell.counts.overview },
    { label: "Connections", href: to.connections, Icon: Cable, count: shell.counts.connections },
    { label: "Mapping", href: to.mapping, Icon: Network, count: shell.counts.mapping },
    { label: "Members", href: to.members, Icon: Users, count: shell.counts.members },
    { label: "Presence", href: to.presence, Icon: DoorOpen, count: 0 },
    { label: "Visitors", href: to.visitors, Icon: Ticket, count: 0 },
    { label: "Approvals", href: to.approvals, Icon: ShieldQuestion, count: shell.counts.approvals },
    { label: "Activity", href: to.activity, Icon: Activity, count: 0 },
    { label: "Runs", href: to.runs, Icon: ListChecks, count: 0 },
    { label: "Settings", href: to.account, Icon: Settings, count: shell.counts.settings },
  ];
  return (
    <nav aria-label="Main">
      <ul className="grid gap-0.5">
        {entries.map(({ label, href, Icon, count = 0 }) => {
          const isHere = href === to.overview ? path === href : path.startsWith(href);
          return (
            <li key={label}>
              <AppLink
                href={withQuery(href, { location })}
                aria-current={isHere ? "page" : undefined}
                {...(onNavigate ? { onClick: onNavigate } : {})}
                className={cn(
                  "flex h-9 items-center gap-3 rounded-lg px-3 text-sm",
                  isHere
                    ? "bg-muted font-medium"
                    : "text-muted-foreground hover:bg-muted hover:text-foreground",
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                {label}
                {count > 0 ? (
                  <span className="ml-auto rounded-full bg-attention-soft px-2 text-[13px] font-medium text-attention tabular-nums">
                    {count}
                    <span className="sr-only"> waiting</span>
                  </span>
                ) : null}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
