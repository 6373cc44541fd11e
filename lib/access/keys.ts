import type { GrantKey, ItemRef, Source } from "./types";

/**
 * Text forms of compound ids, for maps and for ordering. Kinds are a closed list without a colon, so
 * `kind:id` cannot collide; the parts of a grant key are JSON-quoted because vendor ids may hold anything.
 */

/** Stable text of a source: the key of `PlanInput.standings`. */
export function sourceKey(source: Source): string {
  return `${source.kind}:${source.id}`;
}

/** Stable text of an item: the key mappings are looked up by. */
export function itemKey(item: ItemRef): string {
  return `${item.kind}:${item.id}`;
}

/** Stable text of a grant key: one connection, one person, one group. */
export function grantKey(key: GrantKey): string {
  return JSON.stringify([key.connectionId, key.personId, key.groupId]);
}

/** Orders text by code unit: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sources without repeats, in the order of their keys. The input is left alone. */
export function sortedSources(sources: Iterable<Source>): Source[] {
  const byKey = new Map<string, Source>();
  for (const source of sources) byKey.set(sourceKey(source), source);
  if (byKey.size < 2) return [...byKey.values()];
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, source]) => source);
}

/** Whether both name the same records, in whatever order and however often. */
export function sameSources(a: readonly Source[], b: readonly Source[]): boolean {
  const inA = new Set(a.map(sourceKey));
  const inB = new Set(b.map(sourceKey));
  return inA.size === inB.size && [...inA].every((key) => inB.has(key));
}
