"use client";

import { KINDS, type MappingFilter, type MappingQuery } from "@/components/mapping/select-items";
import { cn } from "@/components/ui/cn";
import { chipClasses } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import type { ItemKindView } from "@/lib/services/views";

const FILTERS: readonly { readonly filter: MappingFilter; readonly label: string }[] = [
  { filter: "unmapped", label: "Unmapped" },
  { filter: "changed", label: "Changed" },
  { filter: "vanished", label: "Gone" },
];

export function MappingToolbar({
  query,
  counts,
  filterCounts,
  onQuery,
}: {
  readonly query: MappingQuery;
  readonly counts: Readonly<Record<ItemKindView, number>>;
  readonly filterCounts: Readonly<Record<MappingFilter, number>>;
  readonly onQuery: (query: MappingQuery) => void;
}) {
  const toggle = (filter: MappingFilter) =>
    onQuery({
      ...query,
      filters: query.filters.includes(filter)
        ? query.filters.filter((other) => other !== filter)
        : [...query.filters, filter],
    });
  return (
    <>
      <fieldset className="mb-4 flex min-w-0 gap-5 overflow-x-auto border-b">
        <legend className="sr-only">Table</legend>
        {KINDS.filter(({ kind }) => counts[kind] > 0).map(({ kind, label }) => (
          <button
            key={kind}
            type="button"
            aria-pressed={query.kind === kind}
            onClick={() => onQuery({ ...query, kind })}
            className={cn(
              "-mb-px flex items-center gap-2 border-b-2 px-0.5 pt-1 pb-2.5 font-medium whitespace-nowrap -outline-offset-2",
              query.kind === kind
                ? "border-accent"
                : "border-transparent text-muted-foreground hover:text-foreground",
            )}
          >
            {label}
            <span className="font-normal text-muted-foreground tabular-nums">
              {counts[kind].toLocaleString("en-GB")}
            </span>
          </button>
        ))}
      </fieldset>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label="Search items"
          placeholder="Search by name"
          className="h-8 w-full sm:w-64"
          value={query.q}
          onChange={(event) => onQuery({ ...query, q: event.target.value })}
        />
        {FILTERS.map(({ filter, label }) => (
          <button
            key={filter}
            type="button"
            aria-pressed={query.filters.includes(filter)}
            onClick={() => toggle(filter)}
            className={chipClasses(query.filters.includes(filter))}
          >
            {label} <span className="tabular-nums">{filterCounts[filter].toLocaleString("en-GB")}</span>
          </button>
        ))}
      </div>
    </>
  );
}
