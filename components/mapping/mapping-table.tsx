"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { type Dispatch, type ReactNode, type SetStateAction, useCallback, useMemo, useState } from "react";
import { MappingRow } from "@/components/mapping/mapping-row";
import type { MappingQuery, MappingSort } from "@/components/mapping/select-items";
import type { useMappingDraft } from "@/components/mapping/use-mapping-draft";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { MappingItemView, MappingView } from "@/lib/services/mapping-views";

/** Rows drawn at once: 2,000 items stay smooth because only these exist in the page. */
const PAGE_SIZE = 50;

function SortHead({
  by,
  query,
  onQuery,
  children,
}: {
  readonly by: MappingSort;
  readonly query: MappingQuery;
  readonly onQuery: (query: MappingQuery) => void;
  readonly children: ReactNode;
}) {
  const isOn = query.sort === by;
  const Arrow = query.descending ? ArrowDown : ArrowUp;
  return (
    <TableHead aria-sort={isOn ? (query.descending ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        className="inline-flex items-center gap-1 hover:text-foreground"
        onClick={() => onQuery({ ...query, sort: by, descending: isOn && !query.descending })}
      >
        {children}
        {isOn ? <Arrow aria-hidden className="size-3.5" /> : null}
      </button>
    </TableHead>
  );
}

/** The rows of one table, a page at a time. A new search or order begins at its first page. */
export function MappingTable({
  label,
  view,
  rows,
  query,
  draft,
  selected,
  onQuery,
  onSelected,
}: {
  readonly label: string;
  readonly view: MappingView;
  readonly rows: readonly MappingItemView[];
  readonly query: MappingQuery;
  readonly draft: ReturnType<typeof useMappingDraft>;
  readonly selected: ReadonlySet<string>;
  readonly onQuery: (query: MappingQuery) => void;
  readonly onSelected: Dispatch<SetStateAction<ReadonlySet<string>>>;
}) {
  const [turned, setTurned] = useState({ query, page: 1 });
  const page = turned.query === query ? turned.page : 1;
  const setPage = (next: number) => setTurned({ query, page: next });
  const groupsById = useMemo(() => new Map(view.groups.map((group) => [group.id, group])), [view.groups]);
  const lastPage = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const shownPage = Math.min(page, lastPage);
  const shown = rows.slice((shownPage - 1) * PAGE_SIZE, shownPage * PAGE_SIZE);
  const chosen = rows.filter((item) => selected.has(item.key)).length;
  const { assign, reading } = draft;
  const select = useCallback(
    (key: string, isSelected: boolean) =>
      onSelected((before) => {
        const next = new Set(before);
        if (isSelected) next.add(key);
        else next.delete(key);
        return next;
      }),
    [onSelected],
  );
  return (
    <>
      <Table label={label} regionClassName="max-h-[72dvh] overflow-y-auto">
        <TableHeader>
          <TableRow>
            <TableHead className="w-10 pr-0">
              <Checkbox
                aria-label={`Select all ${rows.length} items`}
                checked={chosen === rows.length ? true : chosen > 0 ? "indeterminate" : false}
                onCheckedChange={(checked) =>
                  onSelected(checked === true ? new Set(rows.map((item) => item.key)) : new Set())
                }
              />
            </TableHead>
            <SortHead by={view.severalBusinesses ? "business" : "name"} query={query} onQuery={onQuery}>
              {view.severalBusinesses ? "Business / Kind / Name" : "Name"}
            </SortHead>
            <SortHead by="groups" query={query} onQuery={onQuery}>
              {view.vendorName} access groups
            </SortHead>
            <TableHead>
              <span className="sr-only">State and times</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {shown.map((item) => (
            <MappingRow
              key={item.key}
              item={item}
              severalBusinesses={view.severalBusinesses}
              groups={view.groups}
              groupsById={groupsById}
              groupIds={reading.groupIdsOf(item)}
              options={reading.optionsOf(item)}
              settings={view.settings}
              isChanged={reading.isChanged(item)}
              isSelected={selected.has(item.key)}
              onSelect={select}
              onAssign={assign}
            />
          ))}
        </TableBody>
      </Table>
      {rows.length > PAGE_SIZE ? (
        <nav aria-label="Pages" className="mt-3 flex items-center justify-between">
          <p className="text-[13px] text-muted-foreground tabular-nums" role="status">
            {(shownPage - 1) * PAGE_SIZE + 1}-{Math.min(rows.length, shownPage * PAGE_SIZE)} of{" "}
            {rows.length.toLocaleString("en-GB")} items
          </p>
          <div className="flex gap-2">
            <Button size="small" disabled={shownPage === 1} onClick={() => setPage(shownPage - 1)}>
              Previous
            </Button>
            <Button size="small" disabled={shownPage === lastPage} onClick={() => setPage(shownPage + 1)}>
              Next
            </Button>
          </div>
        </nav>
      ) : null}
    </>
  );
}
