"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState, useTransition } from "react";
import { BulkBar } from "@/components/mapping/bulk-bar";
import { MappingRow } from "@/components/mapping/mapping-row";
import { MappingToolbar } from "@/components/mapping/mapping-toolbar";
import { SaveBar } from "@/components/mapping/save-bar";
import {
  KINDS,
  type MappingFilter,
  type MappingQuery,
  type MappingSort,
  selectItems,
} from "@/components/mapping/select-items";
import { useMappingDraft } from "@/components/mapping/use-mapping-draft";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { EmptyState } from "@/components/ui/empty-state";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ItemKindView, MappingItemView, MappingView, SaveMapping } from "@/lib/services/views";

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

/** `initialQuery` comes from the URL; every change is written back to it without a request. */
export function MappingEditor({
  view,
  initialQuery,
  save,
}: {
  readonly view: MappingView;
  readonly initialQuery: MappingQuery;
  readonly save: SaveMapping;
}) {
  const draft = useMappingDraft(view.items);
  const [query, setQuery] = useState(initialQuery);
  const [page, setPage] = useState(1);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string | null>(null);
  const [previewHref, setPreviewHref] = useState<string | null>(null);
  const [isSaving, startSaving] = useTransition();

  const groupsById = useMemo(() => new Map(view.groups.map((group) => [group.id, group])), [view.groups]);
  const vanishedGroupIds = useMemo(
    () => new Set(view.groups.filter((group) => group.vanished).map((group) => group.id)),
    [view.groups],
  );
  const choose = (filters: readonly MappingFilter[], q: string) =>
    selectItems({
      items: view.items,
      query: { ...query, filters, q },
      groupIdsOf: draft.groupIdsOf,
      vanishedGroupIds,
    });
  const rows = choose(query.filters, query.q);
  const filterCounts = {
    unmapped: choose(["unmapped"], "").length,
    changed: choose(["changed"], "").length,
    vanished: choose(["vanished"], "").length,
  };
  const counts = useMemo(() => {
    const made: Record<ItemKindView, number> = { plan: 0, pass: 0, desk: 0, resource: 0 };
    for (const item of view.items) made[item.kind] += 1;
    return made;
  }, [view.items]);

  const lastPage = Math.max(1, Math.ceil(rows.length / PAGE_SIZE));
  const shownPage = Math.min(page, lastPage);
  const shown = rows.slice((shownPage - 1) * PAGE_SIZE, shownPage * PAGE_SIZE);
  const chosenRows = rows.filter((item) => selected.has(item.key));
  const isAllChosen = rows.length > 0 && chosenRows.length === rows.length;

  const onQuery = (next: MappingQuery) => {
    setQuery(next);
    setPage(1);
    setSelected(new Set());
    const url = new URL(window.location.href);
    const set = (key: string, value: string) =>
      value ? url.searchParams.set(key, value) : url.searchParams.delete(key);
    set("kind", next.kind);
    set("q", next.q);
    set("show", next.filters.join(","));
    window.history.replaceState(null, "", url);
  };
  const select = (item: MappingItemView, isSelected: boolean) => {
    const next = new Set(selected);
    if (isSelected) next.add(item.key);
    else next.delete(item.key);
    setSelected(next);
  };
  const assignAll = (groupIds: readonly string[], mode: "add" | "replace") =>
    draft.assign(
      chosenRows.map((item) => ({
        key: item.key,
        groupIds: mode === "add" ? [...new Set([...draft.groupIdsOf(item), ...groupIds])] : groupIds,
      })),
    );
  const onSave = () =>
    startSaving(async () => {
      setError(null);
      const answer = await save({ connectionId: view.connectionId, changes: draft.changes });
      if ("error" in answer) setError(answer.error);
      else setPreviewHref(answer.previewHref);
    });
  // In an effect, so that the leave guard has gone first and does not ask about what was just saved.
  useEffect(() => {
    if (previewHref) window.location.assign(previewHref);
  }, [previewHref]);

  const kindLabel = KINDS.find(({ kind }) => kind === query.kind)?.label ?? "Items";
  return (
    <>
      <MappingToolbar query={query} counts={counts} filterCounts={filterCounts} onQuery={onQuery} />
      {chosenRows.length > 0 ? (
        <BulkBar
          count={chosenRows.length}
          groups={view.groups}
          onApply={assignAll}
          onClear={() => setSelected(new Set())}
        />
      ) : null}
      {rows.length === 0 ? (
        <EmptyState
          title={counts[query.kind] === 0 ? "Nothing of this kind in Nexudus" : "Nothing fits these filters"}
        >
          {counts[query.kind] === 0
            ? `When you add ${kindLabel.toLowerCase()} in Nexudus, they appear here within the hour.`
            : "Search for something else, or take a filter away."}
        </EmptyState>
      ) : (
        <Table label={kindLabel} regionClassName="max-h-[72dvh] overflow-y-auto">
          <TableHeader>
            <TableRow>
              <TableHead className="w-10 pr-0">
                <Checkbox
                  aria-label={`Select all ${rows.length} items`}
                  checked={isAllChosen ? true : chosenRows.length > 0 ? "indeterminate" : false}
                  onCheckedChange={(checked) =>
                    setSelected(checked === true ? new Set(rows.map((item) => item.key)) : new Set())
                  }
                />
              </TableHead>
              <SortHead by="name" query={query} onQuery={onQuery}>
                {view.severalBusinesses ? "Business / Kind / Name" : "Name"}
              </SortHead>
              <SortHead by="groups" query={query} onQuery={onQuery}>
                {view.vendorName} access groups
              </SortHead>
              <TableHead>
                <span className="sr-only">State</span>
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
                groupIds={draft.groupIdsOf(item)}
                isChanged={draft.isChanged(item)}
                isSelected={selected.has(item.key)}
                onSelect={(isSelected) => select(item, isSelected)}
                onAssign={(groupIds) => draft.assign([{ key: item.key, groupIds }])}
              />
            ))}
          </TableBody>
        </Table>
      )}
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
      {draft.changes.length > 0 || draft.canUndo ? (
        <SaveBar
          count={draft.changes.length}
          isSaving={isSaving}
          error={error}
          canUndo={draft.canUndo}
          onUndo={draft.undo}
          onDiscard={draft.discard}
          onSave={onSave}
        />
      ) : null}
      <LeaveGuard unsaved={previewHref ? 0 : draft.changes.length} noun="change" />
    </>
  );
}
