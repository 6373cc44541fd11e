"use client";

import { useEffect, useMemo, useState, useTransition } from "react";
import { BulkBar } from "@/components/mapping/bulk-bar";
import { MappingFile } from "@/components/mapping/mapping-file";
import { MappingTable } from "@/components/mapping/mapping-table";
import { MappingToolbar } from "@/components/mapping/mapping-toolbar";
import { NativeImport } from "@/components/mapping/native-import";
import { SaveBar } from "@/components/mapping/save-bar";
import { countFilters, KINDS, type MappingQuery, selectItems } from "@/components/mapping/select-items";
import { useMappingDraft } from "@/components/mapping/use-mapping-draft";
import { EmptyState } from "@/components/ui/empty-state";
import { LeaveGuard } from "@/components/ui/leave-guard";
import type { ItemKindView, MappingView, ReadMappingFile, SaveMapping } from "@/lib/services/mapping-views";

/** `initialQuery` comes from the URL; every change is written back to it without a request. */
export function MappingEditor({
  view,
  initialQuery,
  save,
  readFile,
}: {
  readonly view: MappingView;
  readonly initialQuery: MappingQuery;
  readonly save: SaveMapping;
  readonly readFile: ReadMappingFile;
}) {
  const draft = useMappingDraft(view.items);
  const [query, setQuery] = useState(initialQuery);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string | null>(null);
  const [previewHref, setPreviewHref] = useState<string | null>(null);
  const [isSaving, startSaving] = useTransition();

  const vanishedGroupIds = useMemo(
    () => new Set(view.groups.filter((group) => group.vanished).map((group) => group.id)),
    [view.groups],
  );
  const { items } = view;
  const { reading } = draft;
  const rows = useMemo(
    () => selectItems({ items, query, draft: reading, vanishedGroupIds }),
    [items, query, reading, vanishedGroupIds],
  );
  const filterCounts = useMemo(
    () => countFilters({ items, kind: query.kind, draft: reading, vanishedGroupIds }),
    [items, query.kind, reading, vanishedGroupIds],
  );
  const counts = useMemo(() => {
    const made: Record<ItemKindView, number> = { plan: 0, pass: 0, desk: 0, resource: 0 };
    for (const item of view.items) made[item.kind] += 1;
    return made;
  }, [view.items]);
  const chosenRows = rows.filter((item) => selected.has(item.key));
  // Where several names are alike, a person chooses row by row.
  const alike = rows.filter(
    (item) => reading.groupIdsOf(item).length === 0 && item.suggestedGroupIds.length === 1,
  );

  const onQuery = (next: MappingQuery) => {
    setQuery(next);
    setSelected(new Set());
    const url = new URL(window.location.href);
    const set = (key: string, value: string) =>
      value ? url.searchParams.set(key, value) : url.searchParams.delete(key);
    set("kind", next.kind);
    set("q", next.q);
    set("show", next.filters.join(","));
    set("sort", next.sort === initialQuery.sort && !next.descending ? "" : next.sort);
    set("order", next.descending ? "down" : "");
    window.history.replaceState(null, "", url);
  };
  const assignAll = (groupIds: readonly string[], mode: "add" | "replace") =>
    draft.assign(
      chosenRows.map((item) => ({
        key: item.key,
        groupIds: mode === "add" ? [...new Set([...reading.groupIdsOf(item), ...groupIds])] : groupIds,
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
  const hints = view.hints.filter((hint) => hint.kind === null || hint.kind === query.kind);
  return (
    <>
      <MappingToolbar
        query={query}
        counts={counts}
        filterCounts={filterCounts}
        likeNames={alike.length}
        onQuery={onQuery}
        onUseLikeNames={() =>
          draft.assign(alike.map((item) => ({ key: item.key, groupIds: item.suggestedGroupIds })))
        }
      />
      <ul className="mb-4 grid max-w-prose list-disc gap-0.5 pl-5 text-[13px] text-muted-foreground">
        {hints.map((hint) => (
          <li key={hint.text}>{hint.text}</li>
        ))}
      </ul>
      <NativeImport view={view} draft={draft} />
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
        <MappingTable
          label={kindLabel}
          view={view}
          rows={rows}
          query={query}
          draft={draft}
          selected={selected}
          onQuery={onQuery}
          onSelected={setSelected}
        />
      )}
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
      <MappingFile view={view} readFile={readFile} onRead={draft.assign} />
      <LeaveGuard unsaved={previewHref ? 0 : draft.changes.length} noun="change" />
    </>
  );
}
