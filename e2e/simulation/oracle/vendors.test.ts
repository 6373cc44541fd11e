import { describe, expect, it } from "vitest";
import type { Told } from "../types";
import { judge } from "./index";
import { access, at, bookingOf, customer, fact, HOUR, MINUTE, SECOND, told, world } from "./telling.testing";

const NOON = 12 * HOUR;
const EVENING = 18 * HOUR;
const LAG = 5 * SECOND;
/** Of ACM, where nothing was asked in ten minutes: what opening a session and taking somebody in or out takes. */
const AGAIN = 2.2 * SECOND;
/** The same, and looking for somebody and making them. */
const FIRST = 4 * SECOND;

const worldOf = (vendor: string) =>
  world({ connections: world().connections.map((each) => ({ ...each, vendor })) });

type Open = readonly (readonly [number, number])[];

/** A booking in the morning, so that the person is there, and one noon to evening. */
const twice = (vendor: string, open: Open, more: Partial<Told> = {}): Told =>
  told({
    world: worldOf(vendor),
    facts: [
      customer(),
      fact("Booking", "0", [[-2 * HOUR, bookingOf(HOUR, 2 * HOUR)]]),
      fact("Booking", "1", [[-2 * HOUR, bookingOf(NOON, EVENING)]]),
    ],
    access: [access([[HOUR, 2 * HOUR], ...open])],
    ...more,
  });

/** The first booking somebody ever has. */
const first = (vendor: string, open: Open): Told =>
  told({
    world: worldOf(vendor),
    facts: [customer(), fact("Booking", "1", [[-2 * HOUR, bookingOf(NOON, EVENING)]])],
    access: [access(open)],
  });

describe("doors that learn late", () => {
  it("may be late by the lag of their vendor, and no ms more", () => {
    const late = AGAIN + LAG;
    const fine = judge(twice("avigilon-acm", [[NOON + late, EVENING + late]]));
    expect(fine.breaches).toEqual([]);
    expect(fine.excusedSecondsByRow).toMatchObject({ known_ahead: 4, pace: 0.4, device: 10 });
    expect(judge(twice("avigilon-acm", [[NOON + late + 1, EVENING]])).lockoutSeconds).toBe(0.001);
    expect(judge(twice("avigilon-acm", [[NOON, EVENING + late + 1]])).wrongfulSeconds).toBe(0.001);
  });

  it("are never early by it", () => {
    expect(judge(twice("avigilon-acm", [[NOON - 1, EVENING]])).wrongfulSeconds).toBe(0.001);
    expect(judge(twice("avigilon-acm", [[NOON, EVENING - 1]])).lockoutSeconds).toBe(0.001);
  });

  it("are those of no other vendor", () => {
    for (const vendor of ["akiles", "brivo", "avigilon-alta"])
      expect(judge(twice(vendor, [[NOON + 2 * SECOND + 1, EVENING]])).lockoutSeconds, vendor).toBe(0.001);
  });

  it("shut late when staff took somebody out, too", () => {
    const drop = {
      at: at(13 * HOUR),
      do: "staff_drop",
      connection: "doors",
      member: "ana",
      group: "Front",
    } as const;
    const back = 13 * HOUR + 65 * MINUTE + LAG;
    const tell = (again: number) =>
      twice(
        "avigilon-acm",
        [
          [NOON, 13 * HOUR + LAG],
          [again, EVENING],
        ],
        { staff: [drop] },
      );
    expect(judge(tell(back)).breaches).toEqual([]);
    expect(judge(tell(back + 1)).lockoutSeconds).toBe(0.001);
  });
});

describe("somebody who is made when their first door opens", () => {
  it("has the time that takes at the vendor's pace, once", () => {
    const late = FIRST + LAG;
    expect(judge(first("avigilon-acm", [[NOON + late, EVENING]])).breaches).toEqual([]);
    expect(judge(first("avigilon-acm", [[NOON + late + 1, EVENING]])).lockoutSeconds).toBe(0.001);
    expect(judge(twice("avigilon-acm", [[NOON + late, EVENING]])).lockoutSeconds).toBeGreaterThan(0);
  });

  it("does not end later for it", () => {
    expect(judge(first("brivo", [[NOON, EVENING + 2 * SECOND + 1]])).wrongfulSeconds).toBe(0.001);
  });

  it("has no more time where people are made ahead", () => {
    expect(judge(first("akiles", [[NOON + 2 * SECOND + 1, EVENING]])).lockoutSeconds).toBe(0.001);
  });
});

describe("what staff put back by hand", () => {
  const staff = (["staff_drop", "staff_add"] as const).map((what, i) => ({
    at: at(13 * HOUR + i * MINUTE),
    do: what,
    connection: "doors",
    member: "ana",
    group: "Front",
  }));
  /** Theirs, and over with the booking. */
  const tell = (vendor: string): Told => {
    const [given] = access([[13 * HOUR + MINUTE, EVENING]]).intervals;
    const told = twice(vendor, [[NOON, 13 * HOUR]], { staff });
    return {
      ...told,
      access: told.access.map((each) => ({
        ...each,
        intervals: [...each.intervals, ...(given ? [{ ...given, foreign: true }] : [])],
      })),
    };
  };

  it("may end with the booking where a membership carries no mark", () => {
    expect(judge(tell("brivo")).breaches).toEqual([]);
  });

  it("is nobody else's to end where it does", () => {
    expect(judge(tell("akiles")).lockoutSeconds).toBe(6 * 3_600);
  });
});
