import type { ItemKindView, MappingItemView } from "@/lib/services/mapping-views";

export const FILTERS = ["unmapped", "changed", "group-gone", "item-gone", "warned"] as const;
export type MappingFilter = (typeof FILTERS)[number];
export const SORTS = ["name", "business", "groups"] as const;
export type MappingSort = (typeof SORTS)[number];

export interface MappingQuery {
  readonly kind: ItemKindView;
  readonly q: string;
  readonly filters: readonly MappingFilter[];
  readonly sort: MappingSort;
  readonly descending: boolean;
}

export const KINDS: readonly { readonly kind: ItemKindView; readonly label: string }[] = [
  { kind: "plan", label: "Plans" },
  { kind: "pass", label: "Passes" },
  { kind: "desk", label: "Desks & offices" },
  { kind: "resource", label: "Resources" },
];

/** How an item stands in the draft. */
interface DraftReading {
  groupIdsOf(item: MappingItemView): readonly string[];
  /** Differs from what is saved. */
  isChanged(item: MappingItemView): boolean;
}

export const fullName = (item: MappingItemView, severalBusinesses: boolean) =>
  severalBusinesses ? `${item.businessName} / ${item.kindLabel} / ${item.name}` : item.name;

/** Whether an item is left by a filter. Several filters mean "any of them". */
function passes(
  item: MappingItemView,
  filter: MappingFilter,
  draft: DraftReading,
  vanishedGroupIds: ReadonlySet<string>,
): boolean {
  switch (filter) {
    case "unmapped":
      return draft.groupIdsOf(item).length === 0;
    case "changed":
      return item.flags.includes("changed") || draft.isChanged(item);
    case "group-gone":
      return draft.groupIdsOf(item).some((id) => vanishedGroupIds.has(id));
    case "item-gone":
      return item.flags.includes("vanished") || item.flags.includes("archived");
    case "warned":
      return item.warnings.length > 0;
    default: {
      const never: never = filter;
      return never;
    }
  }
}

/** How many items of a kind each filter leaves by itself. */
export function countFilters({
  items,
  kind,
  draft,
  vanishedGroupIds,
}: {
  readonly items: readonly MappingItemView[];
  readonly kind: ItemKindView;
  readonly draft: DraftReading;
  readonly vanishedGroupIds: ReadonlySet<string>;
}): Record<MappingFilter, number> {
  const counts = { unmapped: 0, changed: 0, "group-gone": 0, "item-gone": 0, warned: 0 };
  for (const item of items) {
    if (item.kind !== kind) continue;
    for (const filter of FILTERS) if (passes(item, filter, draft, vanishedGroupIds)) counts[filter] += 1;
  }
  return counts;
}

// Code-unit order, not the locale's: server and browser must agree.
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The rows of the chosen table, searched, filtered and sorted. */
export function selectItems({
  items,
  query,
  draft,
  vanishedGroupIds,
}: {
  readonly items: readonly MappingItemView[];
  readonly query: MappingQuery;
  readonly draft: DraftReading;
  readonly vanishedGroupIds: ReadonlySet<string>;
}): readonly MappingItemView[] {
  const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  const left = items.filter((item) => {
    if (item.kind !== query.kind) return false;
    const name = fullName(item, true).toLowerCase();
    if (!words.every((word) => name.includes(word))) return false;
    const filters = query.filters;
    return filters.length === 0 || filters.some((filter) => passes(item, filter, draft, vanishedGroupIds));
  });
  const sortKey = (item: MappingItemView) => {
    if (query.sort === "groups") return String(draft.groupIdsOf(item).length).padStart(4, "0");
    return (query.sort === "business" ? `${item.businessName} ` : "") + item.name.toLowerCase();
  };
  const sign = query.descending ? -1 : 1;
  return left
    .map((item) => ({ item, by: sortKey(item) }))
    .sort((a, b) => sign * compareText(a.by, b.by) || compareText(a.item.key, b.item.key))
    .map(({ item }) => item);
}
