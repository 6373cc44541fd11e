"use client";

import { KINDS, type MappingFilter, type MappingQuery } from "@/components/mapping/select-items";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { chipClasses } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import type { ItemKindView } from "@/lib/services/mapping-views";

const LABELS: readonly { readonly filter: MappingFilter; readonly label: string }[] = [
  { filter: "unmapped", label: "Unmapped" },
  { filter: "changed", label: "Changed" },
  { filter: "group-gone", label: "Group gone" },
  { filter: "item-gone", label: "Item gone" },
  { filter: "warned", label: "To look at" },
];

export function MappingToolbar({
  query,
  counts,
  filterCounts,
  likeNames,
  onQuery,
  onUseLikeNames,
}: {
  readonly query: MappingQuery;
  readonly counts: Readonly<Record<ItemKindView, number>>;
  readonly filterCounts: Readonly<Record<MappingFilter, number>>;
  /** Blank items of the table below for which exactly one group has a like name. */
  readonly likeNames: number;
  readonly onQuery: (query: MappingQuery) => void;
  readonly onUseLikeNames: () => void;
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
        {KINDS.map(({ kind, label }) => (
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
        {LABELS.map(({ filter, label }) => {
          const isOn = query.filters.includes(filter);
          // What is rarely there takes no room until it is.
          if (filter !== "unmapped" && filterCounts[filter] === 0 && !isOn) return null;
          return (
            <button
              key={filter}
              type="button"
              aria-pressed={isOn}
              onClick={() => toggle(filter)}
              className={chipClasses(isOn)}
            >
              {label} <span className="tabular-nums">{filterCounts[filter].toLocaleString("en-GB")}</span>
            </button>
          );
        })}
        {likeNames > 0 ? (
          <Button size="small" className="ml-auto" onClick={onUseLikeNames}>
            Use like names for {likeNames === 1 ? "1 item" : `${likeNames} items`}
          </Button>
        ) : null}
      </div>
    </>
  );
}
