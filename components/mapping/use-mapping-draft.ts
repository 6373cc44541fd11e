"use client";

import { useMemo, useState } from "react";
import type { MappingChange, MappingItemView } from "@/lib/services/views";

type Edits = ReadonlyMap<string, readonly string[]>;

const sameGroups = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id) => b.includes(id));

/** The unsaved assignment of the whole table, with every step undoable. */
export function useMappingDraft(items: readonly MappingItemView[]) {
  const [history, setHistory] = useState<readonly Edits[]>([new Map()]);
  const edits = history[history.length - 1] ?? (new Map() as Edits);
  const saved = useMemo(() => new Map(items.map((item) => [item.key, item.groupIds])), [items]);

  const groupIdsOf = (item: MappingItemView) => edits.get(item.key) ?? item.groupIds;

  /** One step, however many items it touches. Going back to what is saved is no change. */
  const assign = (changes: readonly MappingChange[]) => {
    const next = new Map(edits);
    for (const { key, groupIds } of changes) {
      if (sameGroups(groupIds, saved.get(key) ?? [])) next.delete(key);
      else next.set(key, groupIds);
    }
    setHistory([...history, next]);
  };

  return {
    changes: [...edits].map(([key, groupIds]): MappingChange => ({ key, groupIds })),
    groupIdsOf,
    isChanged: (item: MappingItemView) => edits.has(item.key),
    assign,
    canUndo: history.length > 1,
    undo: () => setHistory(history.length > 1 ? history.slice(0, -1) : history),
    discard: () => setHistory([new Map()]),
  };
}
