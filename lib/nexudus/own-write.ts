import type { RawRecord } from "./rest";

/** The field of a coworker that holds the PIN. */
export const PIN_FIELD = "AccessPincode";

/**
 * What moves with every write, or by Nexudus' own doing right after one.
 * UNVERIFIED: that the two of access control are set by the event a changed PIN causes.
 */
const VOLATILE = new Set([
  "UpdatedOn",
  "UpdatedBy",
  "IsNew",
  "LocalizationDetails",
  "AccessControlDebounceTime",
  "AccessControlErrorNotificationSent",
]);

/** Emptied text may come back as null, and a field without value may be left out. */
const isEmpty = (value: unknown) => value === null || value === undefined || value === "";

/** Every field that a write must leave as it is, as text to compare: name and value, the empty ones left out. */
export function comparedFields(record: RawRecord): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(record)
      .filter(([name, value]) => !VOLATILE.has(name) && !isEmpty(value))
      .map(([name, value]) => [name, JSON.stringify([name, value])]),
  );
}

/**
 * Names of fields that are not what they were. `before` = hashes by field name; `hashesOf` = of a field's text under
 * every key. The PIN is no exception: the caller knows what it did to it.
 */
export function differingFields(
  before: Readonly<Record<string, string>>,
  after: RawRecord,
  hashesOf: (text: string) => readonly string[],
): string[] {
  const now = comparedFields(after);
  const names = new Set([...Object.keys(before), ...now.keys()]);
  return [...names]
    .filter((name) => {
      const text = now.get(name);
      const hash = before[name];
      if (text === undefined || hash === undefined) return true;
      return !hashesOf(text).includes(hash);
    })
    .toSorted();
}

/** Whether somebody else than `user` wrote the record last; false where either is not told. */
export function isEditedByOther(record: RawRecord, user: string | null): boolean {
  const { UpdatedBy: by } = record;
  return user !== null && typeof by === "string" && by !== "" && by.toLowerCase() !== user.toLowerCase();
}
