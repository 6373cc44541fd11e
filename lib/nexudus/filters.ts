import { fromInstant, toInstant } from "./scalars";

export type Row = Readonly<Record<string, unknown>>;

/**
 * One filter of a list call, with the check that a returned row obeys it. Nexudus ignores parameters it does
 * not know and returns the whole table, so every row is held against what was asked.
 */
export interface Filter {
  readonly name: string;
  readonly value: string;
  /** `unknown` when the row does not carry the field; parsing the row decides then. */
  holds(row: Row): "yes" | "no" | "unknown";
}

/** Ranges are documented to the minute: a row up to a minute outside is rounding, not disobedience. */
const SLACK_MS = 60_000;

const verdict = (isTrue: boolean) => (isTrue ? "yes" : "no");

/**
 * `{name}={value}`, checked against the row's `field`. Compared as text, ignoring case; `alsoAs` lists other
 * spellings of the same value that rows may use.
 */
export function equals(
  name: string,
  field: string,
  value: string | number | boolean,
  alsoAs: readonly string[] = [],
): Filter {
  const wanted = [String(value).toLowerCase(), ...alsoAs];
  return {
    name,
    value: String(value),
    holds(row) {
      const given = row[field];
      return given === undefined ? "unknown" : verdict(wanted.includes(String(given).toLowerCase()));
    },
  };
}

function range(edge: "from" | "to", entity: string, field: string, at: Date): Filter {
  return {
    name: `${edge}_${entity}_${field}`,
    value: fromInstant(at),
    holds(row) {
      const given = row[field];
      const value = typeof given === "string" ? toInstant(given) : null;
      if (value === null) return "unknown";
      const beyondMs = (value.getTime() - at.getTime()) * (edge === "from" ? 1 : -1);
      return verdict(beyondMs >= -SLACK_MS);
    },
  };
}

/** `from_{entity}_{field}`: at or after, inclusive, to the minute. */
export const atOrAfter = (entity: string, field: string, at: Date): Filter =>
  range("from", entity, field, at);
/** `to_{entity}_{field}`: at or before, inclusive, to the minute. */
export const atOrBefore = (entity: string, field: string, at: Date): Filter => range("to", entity, field, at);
