import { describe, expect, it } from "vitest";
import type { Told } from "../types";
import { judge } from "./index";
import {
  access,
  at,
  bookingOf,
  customer,
  fact,
  HOUR,
  MINUTE,
  mapping,
  SECOND,
  told,
  world,
} from "./telling.testing";

const NOON = 12 * HOUR;
const pinned = world({ connections: world().connections.map((each) => ({ ...each, vendorWindows: true })) });

/** Paused from noon for two hours. */
const paused = (
  facts: Told["facts"],
  open: readonly (readonly [number, number])[],
  more: Partial<Told> = {},
) => {
  const one = told({ facts: [customer(), ...facts], access: [access(open)], ...more });
  const states = [
    { since: at(0), state: "active" },
    { since: at(NOON), state: "paused" },
    { since: at(NOON + 2 * HOUR), state: "active" },
  ] as const;
  return judge({ ...one, connections: one.connections.map((each) => ({ ...each, states })) });
};
const booking = (from: number, until: number, made = 0) =>
  fact("Booking", "1", [[made, bookingOf(from, until)]]);
const LATER = NOON + 3 * HOUR;
/** One operation waits when it is resumed. */
const RESUMED = NOON + 2 * HOUR + 11 * SECOND;

describe("a paused connection (S8)", () => {
  it("closes what was known to end, on time", () => {
    const facts = [booking(HOUR, NOON + HOUR)];
    expect(paused(facts, [[HOUR, NOON + HOUR + 2 * SECOND]]).breaches).toEqual([]);
    expect(paused(facts, [[HOUR, NOON + HOUR + 2 * SECOND + 1]]).wrongfulSeconds).toBe(0.001);
  });

  it("need not give what begins meanwhile, until it is resumed", () => {
    const facts = [booking(NOON + HOUR, LATER)];
    const fine = paused(facts, [[RESUMED, LATER]]);
    expect([fine.breaches, fine.excusedSecondsByRow.paused]).toEqual([[], 3_611]);
    expect(paused(facts, [[RESUMED + 1, LATER]]).lockoutSeconds).toBe(0.001);
  });

  it("keeps windows that were with the vendor before", () => {
    const facts = [booking(NOON + HOUR, LATER)];
    const late = NOON + HOUR + 2 * SECOND;
    expect(paused(facts, [[late, LATER]], { world: pinned }).breaches).toEqual([]);
    expect(paused(facts, [[late + 1, LATER]], { world: pinned }).lockoutSeconds).toBe(0.001);
  });

  it("gives nothing that was made meanwhile", () => {
    const facts = [booking(NOON + HOUR, LATER, NOON + MINUTE)];
    const verdict = paused(facts, [[NOON + HOUR, LATER]]);
    expect(verdict.wrongfulSeconds).toBe(3_600);
    expect(verdict.breaches[0]?.because).toContain("paused");
  });

  it("need not take back what is withdrawn meanwhile, but ends it when it would have ended", () => {
    const cancelled = (end: number) =>
      fact("Booking", "1", [[0, bookingOf(HOUR, end)]], { at: NOON + MINUTE, how: "cancelled" });
    expect(paused([cancelled(20 * HOUR)], [[HOUR, RESUMED]]).breaches).toEqual([]);
    expect(paused([cancelled(20 * HOUR)], [[HOUR, RESUMED + 1]]).wrongfulSeconds).toBe(0.001);
    const end = NOON + HOUR;
    expect(paused([cancelled(end)], [[HOUR, end + 2 * SECOND]]).breaches).toEqual([]);
    expect(paused([cancelled(end)], [[HOUR, end + 2 * SECOND + 1]]).wrongfulSeconds).toBe(0.001);
  });

  it("may go on with what is extended meanwhile, or end it when it was to end", () => {
    const extended = fact("Booking", "1", [
      [0, bookingOf(HOUR, NOON + HOUR)],
      [NOON + MINUTE, bookingOf(HOUR, 20 * HOUR)],
    ]);
    expect(paused([extended], [[HOUR, 20 * HOUR]]).breaches).toEqual([]);
    const gap = paused(
      [extended],
      [
        [HOUR, NOON + HOUR],
        [RESUMED, 20 * HOUR],
      ],
    );
    expect([gap.breaches, gap.excusedSecondsByRow.paused]).toEqual([[], 3_611]);
  });

  it("shuts nothing that goes on", () => {
    expect(paused([booking(HOUR, 20 * HOUR)], [[HOUR, NOON]]).lockoutSeconds).toBe(8 * 3_600);
  });
});

describe("a connection that was disconnected", () => {
  it("gives nothing any more, once what is due was taken back", () => {
    const one = told({ facts: [customer(), booking(HOUR, 20 * HOUR)] });
    const states = [{ since: at(NOON), state: "disconnected" }] as const;
    const connections = one.connections.map((each) => ({ ...each, states }));
    const open = (until: number) => judge({ ...one, connections, access: [access([[HOUR, until]])] });
    expect(open(NOON + 11 * SECOND).breaches).toEqual([]);
    expect(open(NOON + 11 * SECOND + 1).wrongfulSeconds).toBe(0.001);
    // Not by a mapping either that somebody had still open.
    const late = connections.map((each) => ({
      ...each,
      mappings: [...each.mappings, { since: at(NOON + HOUR), mapping: mapping() }],
    }));
    expect(judge({ ...one, connections: late, access: [access([[HOUR, NOON]])] }).lockoutSeconds).toBe(0);
  });
});
