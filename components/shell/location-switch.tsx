"use client";

import { ChevronsUpDown } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { AppLink } from "@/components/ui/app-link";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { ShellView } from "@/lib/services/views";

/** The account, and which of its locations the pages show. */
export function LocationSwitch({ shell }: { readonly shell: ShellView }) {
  const path = usePathname() ?? "";
  const locationId = useSearchParams()?.get("location") ?? shell.locationId;
  const chosen = shell.locations.find((location) => location.id === locationId);
  const label = chosen?.name ?? (shell.locations.length === 1 ? shell.locations[0]?.name : "All locations");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`${shell.account.subdomain}, ${label}. Choose a location`}
        className="flex w-full items-center justify-between gap-2 rounded-lg border bg-card px-3 py-2 text-left hover:bg-muted"
      >
        <span className="min-w-0">
          <span className="block truncate font-medium">{shell.account.subdomain}</span>
          <span className="block truncate text-[13px] text-muted-foreground">{label}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-60">
        <DropdownMenuLabel>Show</DropdownMenuLabel>
        {shell.locations.length > 1 ? (
          <DropdownMenuItem asChild>
            <AppLink href={path || "?"}>All locations</AppLink>
          </DropdownMenuItem>
        ) : null}
        {shell.locations.map((location) => (
          <DropdownMenuItem key={location.id} asChild>
            <AppLink href={`${path}?location=${encodeURIComponent(location.id)}`}>{location.name}</AppLink>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
