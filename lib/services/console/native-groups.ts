interface NativeMatch {
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
  const one = (value: string): string | null => {
    if (ids.has(value)) return value;
    const named = byName.get(nameKey(value)) ?? [];
    return named.length === 1 ? (named[0] ?? null) : null;
  };
  return (values) => {
    const found = values.flatMap((value) => {
      const whole = one(value);
      const words = value.split(/\s+/).map(one);
      // Several ids may stand with blanks between them; part of a name is no group.
      return whole === null && words.every((id) => id !== null) ? words : [whole];
    });
    const groupIds = [...new Set(found.filter((id) => id !== null))];
    return { groupIds, unknown: found.filter((id) => id === null).length };
  };
}
