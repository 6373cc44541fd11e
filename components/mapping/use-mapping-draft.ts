"use client";

import { useMemo, useState } from "react";
import type { MappingChange, MappingItemView, MappingOptionsView } from "@/lib/services/mapping-views";

type Assignment = Omit<MappingChange, "key">;
type Edits = ReadonlyMap<string, Assignment>;
/** Of one item; what is left out stays as it is. */
export type MappingEdit = { readonly key: string } & Partial<Assignment>;

const savedOf = (item: MappingItemView): Assignment => ({ groupIds: item.groupIds, ...item.options });

function isSame(a: Assignment, b: Assignment): boolean {
  if (a.groupIds.length !== b.groupIds.length) return false;
  if (!a.groupIds.every((id) => b.groupIds.includes(id))) return false;
  // What is not mapped has no times of its own.
  if (a.groupIds.length === 0) return true;
  return a.leadMinutes === b.leadMinutes && a.lagMinutes === b.lagMinutes && a.keepsHours === b.keepsHours;
}

/** The unsaved assignment of the whole table, with every step undoable. */
export function useMappingDraft(items: readonly MappingItemView[]) {
  const [history, setHistory] = useState<readonly Edits[]>([new Map()]);
  const edits = history[history.length - 1] ?? (new Map() as Edits);
  const saved = useMemo(() => new Map(items.map((item) => [item.key, savedOf(item)])), [items]);

  /** One step, however many items it touches. Going back to what is saved is no change; nor is one without effect. */
  const assign = (changes: readonly MappingEdit[]) => {
    const next = new Map(edits);
    for (const { key, ...change } of changes) {
      const before = saved.get(key);
      if (!before) continue;
      const after = { ...before, ...next.get(key), ...change };
      if (isSame(after, before)) next.delete(key);
      else next.set(key, after);
    }
    const isSameStep =
      next.size === edits.size &&
      [...next].every(([key, after]) => {
        const was = edits.get(key);
        return was !== undefined && isSame(was, after);
      });
    if (!isSameStep) setHistory([...history, next]);
  };

  return {
    changes: [...edits].map(([key, after]): MappingChange => ({ key, ...after })),
    groupIdsOf: (item: MappingItemView) => edits.get(item.key)?.groupIds ?? item.groupIds,
    optionsOf: (item: MappingItemView): MappingOptionsView => edits.get(item.key) ?? item.options,
    isChanged: (item: MappingItemView) => edits.has(item.key),
    assign,
    canUndo: history.length > 1,
    undo: () => setHistory(history.length > 1 ? history.slice(0, -1) : history),
    discard: () => setHistory([new Map()]),
  };
}
