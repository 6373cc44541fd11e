import { describe, expect, it } from "vitest";
import type { BoundRow, Told, ToldFault } from "../types";
import { judge } from "./index";
import {
  access,
  at,
  bookingOf,
  customer,
  fact,
  fault,
  HOUR,
  MINUTE,
  mapping,
  SECOND,
  told,
  world,
} from "./telling.testing";

/** What is told when only the ends of the access matter: [open, shut] in ms. */
type Tell = (open: readonly (readonly [number, number])[], faults?: readonly ToldFault[]) => Told;

const NOON = 12 * HOUR;
const EVENING = 18 * HOUR;
const pinned = world({ connections: world().connections.map((each) => ({ ...each, vendorWindows: true })) });

/** A booking noon to evening that was made in time. */
const knownAhead: Tell = (open, faults = []) =>
  told({
    facts: [customer(), fact("Booking", "1", [[0, bookingOf(NOON, EVENING)]])],
    access: [access(open)],
    faults,
  });
/** The same where the vendor keeps windows. */
const pushed: Tell = (open, faults = []) => ({ ...knownAhead(open, faults), world: pinned });
/** Made at noon for the whole day, cancelled in the evening. */
const booked: Tell = (open, faults = []) =>
  told({
    facts: [
      customer(),
      fact("Booking", "1", [[NOON, bookingOf(0, 24 * HOUR)]], { at: EVENING, how: "cancelled" }),
    ],
    access: [access(open)],
    faults,
  });
const passOf = (more = {}) => ({
  CoworkerId: "m-ana",
  BusinessId: "l-Here",
  TimePassId: "i-Day",
  Used: false,
  UsedDate: null,
  ExpireDate: null,
  RemainingUses: null,
  CoworkerContractUniqueId: null,
  ...more,
});
/** Put on the account at noon, expired by hand in the evening. */
const pass: Tell = (open, faults = []) =>
  told({
    facts: [
      customer(),
      fact("CoworkerTimePass", "1", [
        [NOON, passOf()],
        [EVENING, passOf({ ExpireDate: at(NOON) })],
      ]),
    ],
    access: [access(open)],
    faults,
  });
const deletedPass: Tell = (open, faults = []) =>
  told({
    facts: [customer(), fact("CoworkerTimePass", "1", [[0, passOf()]], { at: EVENING, how: "deleted" })],
    access: [access(open)],
    faults,
  });
/** Mapped at noon, no more in the evening. One human and door: one operation, a second. */
const mapped: Tell = (open, faults = []) =>
  told({
    facts: [customer(), fact("Booking", "1", [[0, bookingOf(0, 24 * HOUR)]])],
    access: [access(open)],
    faults,
    connections: [
      {
        name: "doors",
        mappings: [
          { since: at(NOON), mapping: mapping() },
          { since: at(EVENING), mapping: mapping({ rows: [] }) },
        ],
        states: [{ since: at(NOON), state: "active" }],
      },
    ],
  });

interface Case {
  readonly name: string;
  readonly tell: Tell;
  readonly late: number;
  readonly row: BoundRow;
  readonly faults?: readonly ToldFault[];
}
const lost = [fault("webhook_lost", NOON, EVENING + HOUR)];
const cases: readonly Case[] = [
  { name: "an edge that was known", tell: knownAhead, late: 2 * SECOND, row: "known_ahead" },
  { name: "an edge the vendor keeps", tell: pushed, late: 2 * SECOND, row: "known_ahead" },
  { name: "a change that is told by webhook", tell: booked, late: 10 * SECOND, row: "changed" },
  { name: "a change without a webhook", tell: pass, late: 6 * MINUTE, row: "no_webhook" },
  { name: "a mapping that was applied", tell: mapped, late: 11 * SECOND, row: "mapping" },
  { name: "a lost webhook", tell: booked, late: 6 * MINUTE, row: "no_webhook", faults: lost },
];

describe("each bound, to the millisecond", () => {
  it.each(cases)(
    "$name: begins and ends as late as the bound, and no ms later",
    ({ tell, late, row, faults }) => {
      const span = [NOON + late, EVENING + late] as const;
      const fine = judge(tell([span], faults));
      expect(fine.breaches).toEqual([]);
      expect(fine.excusedSecondsByRow[row]).toBe((2 * late) / SECOND);
      expect(judge(tell([[NOON + late + 1, EVENING + late]], faults)).lockoutSeconds).toBe(0.001);
      expect(judge(tell([[NOON + late, EVENING + late + 1]], faults)).wrongfulSeconds).toBe(0.001);
    },
  );

  it.each(cases)("$name: never a ms early", ({ tell, faults }) => {
    expect(judge(tell([[NOON - 1, EVENING]], faults)).wrongfulSeconds).toBe(0.001);
    expect(judge(tell([[NOON, EVENING - 1]], faults)).lockoutSeconds).toBe(0.001);
  });

  it("a pass that was deleted: 65 min", () => {
    const late = EVENING + 65 * MINUTE;
    const fine = judge(deletedPass([[0, late]]));
    expect([fine.breaches, fine.excusedSecondsByRow.deleted_unseen]).toEqual([[], 3900]);
    expect(judge(deletedPass([[0, late + 1]])).wrongfulSeconds).toBe(0.001);
  });

  it("staff who take out what was given: 65 min, twice a day; after that it is for a person", () => {
    const drop = (ms: number) =>
      ({ do: "staff_drop", at: at(ms), connection: "doors", member: "ana", group: "Front" }) as const;
    const tell = (open: readonly (readonly [number, number])[], drops: readonly number[]) => ({
      ...knownAhead(open),
      staff: drops.map(drop),
    });
    const back = NOON + HOUR + 65 * MINUTE;
    const one: [number, number] = [NOON, NOON + HOUR];
    expect(judge(tell([one, [back, EVENING]], [NOON + HOUR])).breaches).toEqual([]);
    expect(judge(tell([one, [back + 1, EVENING]], [NOON + HOUR])).lockoutSeconds).toBe(0.001);
    const thrice = [NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR];
    expect(judge(tell([one], thrice.slice(0, 2))).lockoutSeconds).toBeGreaterThan(0);
    expect(judge(tell([one], thrice)).breaches).toEqual([]);
  });

  it("what staff gave by hand is nobody's to end", () => {
    const given = { ...access([]), intervals: [{ from: at(0), until: at(HOUR), foreign: true }] };
    const verdict = judge(told({ access: [given] }));
    expect(verdict.excusedSecondsByRow.by_hand).toBe(3600);
    expect([verdict.wrongfulSeconds, verdict.lockoutSeconds]).toEqual([0, 23 * 3600]);
    expect(verdict.breaches[0]?.because).toContain("by hand");
    const drop = {
      do: "staff_drop",
      at: at(HOUR),
      connection: "doors",
      member: "ana",
      group: "Front",
    } as const;
    expect(judge(told({ access: [given], staff: [drop] })).breaches).toEqual([]);
  });
});

const HERE = { connection: "doors" };

describe("each fault, from its end", () => {
  it.each<[string, Tell, ToldFault, number, BoundRow]>([
    ["nexudus_down", booked, fault("nexudus_down", EVENING - HOUR, EVENING + HOUR), 6 * MINUTE, "nexudus"],
    ["nexudus_refused", booked, fault("nexudus_refused", EVENING, EVENING + HOUR), 6 * MINUTE, "nexudus"],
    ["process_suspended", booked, fault("process_suspended", EVENING, EVENING + HOUR), 6 * MINUTE, "process"],
    ["runs_lost", knownAhead, fault("runs_lost", EVENING, EVENING + HOUR), 6 * MINUTE, "process"],
    // One operation waits, at one a second.
    ["vendor_down", knownAhead, fault("vendor_down", EVENING, EVENING + HOUR, HERE), 121 * SECOND, "vendor"],
    ["vendor_down", booked, fault("vendor_down", EVENING, EVENING + HOUR, HERE), 121 * SECOND, "vendor"],
    [
      "vendor_token_lost",
      booked,
      fault("vendor_token_lost", EVENING, EVENING + HOUR, HERE),
      2 * MINUTE,
      "reconnection",
    ],
    ["device_offline", booked, fault("device_offline", EVENING, EVENING + HOUR, HERE), 0, "device"],
    ["mass_withdrawal", booked, fault("mass_withdrawal", EVENING, EVENING + HOUR), 11 * SECOND, "budget"],
  ])("%s: an ending waits for it, and not a ms longer", (_, tell, one, after, row) => {
    const until = EVENING + HOUR + after;
    const open = (end: number) => [[NOON, end]] as const;
    const fine = judge(tell(open(until), [one]));
    expect(fine.breaches).toEqual([]);
    expect(fine.excusedSecondsByRow[row]).toBe((until - EVENING) / SECOND);
    expect(judge(tell(open(until + 1), [one])).wrongfulSeconds).toBe(0.001);
    // One that hit nothing excuses nothing, and one at another connection neither.
    expect(judge(tell(open(until), [{ ...one, hits: 0 }])).wrongfulSeconds).toBeGreaterThan(3_500);
    expect(judge(tell(open(until), [{ ...one, connection: "elsewhere" }])).wrongfulSeconds).toBeGreaterThan(
      0,
    );
  });

  it.each([
    fault("vendor_down", EVENING - HOUR, EVENING + HOUR, HERE),
    fault("process_suspended", EVENING - HOUR, EVENING + HOUR),
    fault("nexudus_down", EVENING - HOUR, EVENING + HOUR),
    fault("device_offline", EVENING - HOUR, EVENING + HOUR, HERE),
  ])("$kind: a window the vendor keeps since before ends on time", (one) => {
    expect(judge(pushed([[NOON, EVENING + 2 * SECOND]], [one])).breaches).toEqual([]);
    expect(judge(pushed([[NOON, EVENING + 2 * SECOND + 1]], [one])).wrongfulSeconds).toBe(0.001);
  });

  it("a device that is off the network excuses its own door alone", () => {
    const off = (door: string) => fault("device_offline", EVENING, EVENING + HOUR, { ...HERE, door });
    const open = [[NOON, EVENING + HOUR]] as const;
    expect(judge(booked(open, [off("front")])).breaches).toEqual([]);
    expect(judge(booked(open, [off("back")])).wrongfulSeconds).toBe(3_590);
  });

  it("a platform that is down moves no ending that is known", () => {
    const down = fault("nexudus_down", EVENING - HOUR, EVENING + HOUR);
    expect(judge(knownAhead([[NOON, EVENING + 2 * SECOND + 1]], [down])).wrongfulSeconds).toBe(0.001);
  });

  it("a fault into whose reach a deadline is moved moves it on", () => {
    const faults = [
      fault("nexudus_down", EVENING, EVENING + HOUR),
      fault("vendor_down", EVENING + HOUR + 5 * MINUTE, EVENING + 3 * HOUR, HERE),
    ];
    const until = EVENING + 3 * HOUR + 2 * MINUTE;
    expect(judge(booked([[NOON, until]], faults)).breaches).toEqual([]);
    expect(judge(booked([[NOON, until + 1]], faults)).wrongfulSeconds).toBe(0.001);
  });

  it("a timer lost with the engine long ago is late by one sweep", () => {
    const lost = [fault("runs_lost", HOUR, HOUR)];
    expect(judge(knownAhead([[NOON + 67 * SECOND, EVENING + 67 * SECOND]], lost)).breaches).toEqual([]);
    expect(judge(knownAhead([[NOON + 67 * SECOND + 1, EVENING]], lost)).lockoutSeconds).toBe(0.001);
    expect(judge(pushed([[NOON + 2 * SECOND + 1, EVENING]], lost)).lockoutSeconds).toBe(0.001);
    const later = told({
      facts: [customer(), fact("Booking", "1", [[2 * HOUR, bookingOf(NOON, EVENING)]])],
      access: [access([[NOON + 2 * SECOND + 1, EVENING]])],
      faults: lost,
    });
    expect(judge(later).lockoutSeconds).toBe(0.001);
    // Its end was moved after the loss; the timer of its beginning is the one that was set before.
    const longer = (begins: number) =>
      told({
        facts: [
          customer(),
          fact("Booking", "1", [
            [0, bookingOf(NOON, EVENING - HOUR)],
            [2 * HOUR, bookingOf(NOON, EVENING)],
          ]),
        ],
        access: [access([[begins, EVENING + 2 * SECOND]])],
        faults: lost,
      });
    expect(judge(longer(NOON + 67 * SECOND)).breaches).toEqual([]);
    expect(judge(longer(NOON + 67 * SECOND + 1)).lockoutSeconds).toBe(0.001);
  });

  it("a latched budget keeps doors open, and shuts none", () => {
    const mass = [fault("mass_withdrawal", NOON - HOUR, NOON + HOUR)];
    expect(judge(booked([[NOON + 10 * SECOND + 1, EVENING]], mass)).lockoutSeconds).toBe(0.001);
    // Moved from now till later while it is latched: the old time may be kept, the new one begins as usual.
    const moved = told({
      facts: [
        customer(),
        fact("Booking", "1", [
          [0, bookingOf(NOON, EVENING)],
          [NOON - MINUTE, bookingOf(NOON - 2 * MINUTE, EVENING)],
        ]),
      ],
      access: [access([[NOON, EVENING]])],
      faults: mass,
    });
    expect(judge(moved).lockoutSeconds).toBe(50);
    const held = judge(booked([[NOON, EVENING + HOUR]], [fault("mass_withdrawal", EVENING, EVENING + HOUR)]));
    expect(held.heldSeconds).toBe(3_600);
  });

  it("counts the seconds within reach of a fault that hit", () => {
    const down = fault("nexudus_down", HOUR, 2 * HOUR);
    expect(judge(knownAhead([[NOON, EVENING]], [down])).faultySeconds).toBe(66 * 60);
    expect(judge(knownAhead([[NOON, EVENING]], [{ ...down, hits: 0 }])).faultySeconds).toBe(0);
  });
});
