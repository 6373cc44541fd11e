import type { ProposedChange } from "./change";

/** What one item leads to. Minutes null = the connection's. */
export interface Assignment {
  /** Sorted. */
  readonly groupIds: readonly string[];
  readonly options: {
    readonly leadMinutes: number | null;
    readonly lagMinutes: number | null;
    readonly keepsHours: boolean;
  };
}

const NOTHING: Assignment = {
  groupIds: [],
  options: { leadMinutes: null, lagMinutes: null, keepsHours: false },
};

/** Mapping rows by item (`<kind>:<id>`). All rows of an item say the same beside their group. */
export function assignmentsOf(rows: ProposedChange["mappings"]): (itemKey: string) => Assignment {
  const byItem = new Map<string, (typeof rows)[number][]>();
  for (const row of rows) {
    const itemKey = `${row.kind}:${row.id}`;
    const own = byItem.get(itemKey);
    if (own) own.push(row);
    else byItem.set(itemKey, [row]);
  }
  return (itemKey) => {
    const own = byItem.get(itemKey);
    const first = own?.[0];
    if (!own || !first) return NOTHING;
    const { leadMinutes, lagMinutes, keepsHours } = first;
    return {
      groupIds: own.map((row) => row.groupId).sort(),
      options: { leadMinutes, lagMinutes, keepsHours },
    };
  };
}

/** How many items differ between two mappings. */
export function countEdited(before: ProposedChange["mappings"], after: ProposedChange["mappings"]): number {
  const [was, is] = [assignmentsOf(before), assignmentsOf(after)];
  const keys = new Set([...before, ...after].map((row) => `${row.kind}:${row.id}`));
  return [...keys].filter((key) => JSON.stringify(was(key)) !== JSON.stringify(is(key))).length;
}
