export interface NativeMatch {
  /** Groups of this vendor that the values name, each once. */
  readonly groupIds: readonly string[];
  /** Values that name none, or more than one. */
  readonly unknown: number;
}

/**
 * Reads Nexudus' own access fields against a vendor's groups (design M7): a value is a group's id, else the name
 * of exactly one. A name that two groups share is left to the admin.
 */
export function nativeMatcher(
  groups: readonly { readonly id: string; readonly name: string }[],
): (values: readonly string[]) => NativeMatch {
  const ids = new Set(groups.map((group) => group.id));
  const byName = new Map<string, string[]>();
  const nameKey = (name: string) => name.trim().toLowerCase();
  for (const { id, name } of groups) byName.set(nameKey(name), [...(byName.get(nameKey(name)) ?? []), id]);
  return (values) => {
    const found = values.map((value) => {
      if (ids.has(value)) return value;
      const named = byName.get(nameKey(value)) ?? [];
      return named.length === 1 ? (named[0] ?? null) : null;
    });
    const groupIds = [...new Set(found.filter((id) => id !== null))];
    return { groupIds, unknown: found.filter((id) => id === null).length };
  };
}
