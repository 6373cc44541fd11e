import { expect, inject, test } from "vitest";
import { book, connection, fault, mapping, member, rowsTo, written } from "../named/build";
import { judge } from "../oracle";
import { play } from "../play";
import type { FaultKind } from "../types";
import { canHappenAt, WORLD_VENDORS } from "../world/vendors";

const source = inject("cloneSource");
/** A play of half a day, on a machine that may be busy. */
const PATIENCE_MS = 600_000;
/** Each an hour after the one before; `times` = of those that hit single requests. */
const KINDS: readonly { readonly kind: FaultKind; readonly times?: number }[] = [
  { kind: "vendor_down" },
  { kind: "vendor_throttled" },
  { kind: "vendor_errors", times: 2 },
  { kind: "vendor_timeout_after_commit", times: 2 },
  { kind: "vendor_conflict", times: 2 },
  { kind: "vendor_partial_pages" },
  { kind: "vendor_token_expired" },
  { kind: "vendor_token_lost" },
  { kind: "device_offline" },
];

const at = (hour: number, minute: number) => new Date(Date.UTC(2026, 4, 11, hour, minute)).toISOString();

/** What happens in one hour: something before, so that Lintel is signed in; then trouble, and in it a booking comes and goes. */
function hourOf(kind: FaultKind, index: number, times: number | null) {
  const hour = index + 1;
  const stay = (id: string, who: string, made: number, from: number, until: number) =>
    book(at(hour, made), `${id} ${index}`, who, "Lightship", at(hour, from), at(hour, until));
  return {
    actions: [stay("before", "cleo", 4, 4, 5), stay("within", index % 2 ? "ana" : "ben", 6, 7, 25)],
    fault: fault(kind, at(hour, 6), at(hour, 35), { connection: "doors", times }),
  };
}

test.each(WORLD_VENDORS)(
  "every kind of trouble that can happen at $id hits what Lintel does there, and is excused by what was told",
  { timeout: PATIENCE_MS },
  async ({ id, keepsWindows }) => {
    const kinds = KINDS.filter(({ kind }) => canHappenAt(id, kind));
    const hours = kinds.map(({ kind, times }, index) => hourOf(kind, index, times ?? null));
    const { script } = written(`troubles-${id}`, {
      startsAt: at(0, 0),
      days: 0.5,
      members: [
        { ...member("ana", "Ana"), pin: "483920" },
        { ...member("ben", "Ben"), pin: "039271" },
        { ...member("cleo", "Cleo"), pin: "712046" },
      ],
      connections: [
        connection("doors", ["Harbour"], mapping(rowsTo({ Lightship: "lightship" })), {
          vendor: id,
          vendorWindows: keepsWindows,
          syncPin: true,
        }),
      ],
      actions: hours.flatMap(({ actions }) => actions),
      faults: hours.map((hour) => hour.fault),
      rightful: {},
    });
    const { told, broken } = await play([script], source);
    const [one] = told;
    if (!one) throw new Error("nothing was told");
    const hits = Object.fromEntries(one.faults.map((each) => [each.kind, each.hits]));
    const missed = kinds.map(({ kind }) => kind).filter((kind) => !((hits[kind] ?? 0) > 0));
    expect(missed).toEqual([]);
    const { breaches, excusedSecondsByRow } = judge(one);
    expect({ breaches, broken }).toEqual({ breaches: [], broken: [] });
    // Behaviour was other than without: somebody waited for the whole of a booking.
    expect(excusedSecondsByRow.vendor).toBeGreaterThanOrEqual(2 * 15 * 60);
    expect(excusedSecondsByRow.reconnection).toBeGreaterThanOrEqual(15 * 60);
    expect(excusedSecondsByRow.device).toBeGreaterThanOrEqual(15 * 60);
    // Told as if nothing had hit, the same doors would be wrong.
    const unhit = judge({ ...one, faults: one.faults.map((each) => ({ ...each, hits: 0 })) });
    expect(unhit.lockoutSeconds).toBeGreaterThan(45 * 60);
  },
);
