"use client";

import { useCallback, useMemo, useState } from "react";
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

/** Edits with some more on top. Going back to what is saved is no edit; the very same edits = nothing changed. */
function edited(edits: Edits, saved: Edits, changes: readonly MappingEdit[]): Edits {
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
  return isSameStep ? edits : next;
}

const NONE: Edits = new Map();

/**
 * The unsaved assignment of the whole table, with every step undoable. `assign` and `reading` keep their identity
 * while nothing changes, so that rows are drawn again only where something did.
 */
export function useMappingDraft(items: readonly MappingItemView[]) {
  const [history, setHistory] = useState<readonly Edits[]>([NONE]);
  const edits = history.at(-1) ?? NONE;
  const saved = useMemo<Edits>(() => new Map(items.map((item) => [item.key, savedOf(item)])), [items]);
  const reading = useMemo(
    () => ({
      groupIdsOf: (item: MappingItemView) => edits.get(item.key)?.groupIds ?? item.groupIds,
      optionsOf: (item: MappingItemView): MappingOptionsView => edits.get(item.key) ?? item.options,
      isChanged: (item: MappingItemView) => edits.has(item.key),
    }),
    [edits],
  );
  /** One step, however many items it touches. */
  const assign = useCallback(
    (changes: readonly MappingEdit[]) =>
      setHistory((steps) => {
        const now = steps.at(-1) ?? NONE;
        const next = edited(now, saved, changes);
        return next === now ? steps : [...steps, next];
      }),
    [saved],
  );
  return {
    changes: [...edits].map(([key, after]): MappingChange => ({ key, ...after })),
    reading,
    assign,
    canUndo: history.length > 1,
    undo: () => setHistory((steps) => (steps.length > 1 ? steps.slice(0, -1) : steps)),
    discard: () => setHistory([NONE]),
  };
}
