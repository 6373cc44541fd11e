/** Words of a name: lower case, without punctuation and a plural's "s". */
const wordsOf = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .split(" ")
    .filter(Boolean)
    .map((word) => (word.length > 3 && word.endsWith("s") ? word.slice(0, -1) : word));

/**
 * Finds groups with a like name: every word of the one is in the other. The longest such match wins; several
 * equally good ones are all offered, up to three. Numbers must agree, so that "Room 2" never gets "Room 3".
 * The groups' names are taken apart once, for thousands of items.
 */
export function groupSuggester(
  groups: readonly { readonly id: string; readonly name: string }[],
): (itemName: string) => string[] {
  const known = groups.map((group) => ({ id: group.id, words: new Set(wordsOf(group.name)) }));
  return (itemName) => {
    const item = new Set(wordsOf(itemName));
    if (item.size === 0) return [];
    const scored = known.flatMap(({ id, words }) => {
      const shared = [...words].filter((word) => item.has(word)).length;
      const isLike = shared > 0 && (shared === words.size || shared === item.size);
      return isLike ? [{ id, shared }] : [];
    });
    const best = Math.max(0, ...scored.map((row) => row.shared));
    return scored
      .filter((row) => row.shared === best)
      .map((row) => row.id)
      .slice(0, 3);
  };
}
