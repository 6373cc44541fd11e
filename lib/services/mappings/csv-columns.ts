/**
 * The columns of a mapping file, in the order they are written. The mapping page documents them. `id` decides which
 * item is meant; without it, `business` and `name` do.
 */
export const COLUMNS = [
  "kind",
  "id",
  "business",
  "name",
  "access groups",
  "open before",
  "close after",
  "keep pass hours",
] as const;
export type Column = (typeof COLUMNS)[number];

/** Without these a file says nothing. */
export const NEEDED: readonly Column[] = ["kind", "access groups"];

/** Between several access groups in one cell. */
export const GROUP_SEPARATOR = "|";

/** The kinds, in the order in which their items are written. */
export const KIND_ORDER = ["plan", "pass", "desk", "resource"] as const;
