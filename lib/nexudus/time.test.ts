import { describe, expect, it } from "vitest";
import { isLocalMidnight, localWeekday, locationDayOf, nextDayChange } from "./time";

const day = (at: string, zone: string, minutes?: number) => {
  const { from, until, date } = locationDayOf(new Date(at), zone, minutes);
  return [from.toISOString(), until.toISOString(), date];
};

describe("locationDayOf", () => {
  it.each([
    [
      "an ordinary day",
      "2026-02-10T12:00:00Z",
      "Europe/Berlin",
      "2026-02-10T02:00",
      "2026-02-11T02:00",
      "2026-02-10",
    ],
    [
      "the night before the change",
      "2026-02-10T01:59:59.999Z",
      "Europe/Berlin",
      "2026-02-09T02:00",
      "2026-02-10T02:00",
      "2026-02-09",
    ],
    [
      "the change itself",
      "2026-02-10T02:00:00Z",
      "Europe/Berlin",
      "2026-02-10T02:00",
      "2026-02-11T02:00",
      "2026-02-10",
    ],
    [
      "23 hours when clocks go forward",
      "2026-03-28T20:00:00Z",
      "Europe/Berlin",
      "2026-03-28T02:00",
      "2026-03-29T01:00",
      "2026-03-28",
    ],
    [
      "25 hours when clocks go back",
      "2026-10-24T20:00:00Z",
      "Europe/Berlin",
      "2026-10-24T01:00",
      "2026-10-25T02:00",
      "2026-10-24",
    ],
    [
      "a zone without summer time",
      "2026-07-01T12:00:00Z",
      "Asia/Kolkata",
      "2026-06-30T21:30",
      "2026-07-01T21:30",
      "2026-07-01",
    ],
    [
      "the other side of the date line",
      "2026-07-01T20:00:00Z",
      "Pacific/Auckland",
      "2026-07-01T15:00",
      "2026-07-02T15:00",
      "2026-07-02",
    ],
  ])("finds %s", (_name, at, zone, from, until, date) => {
    expect(day(at, zone)).toEqual([`${from}:00.000Z`, `${until}:00.000Z`, date]);
  });

  it("puts a change that the clocks skip an hour later, and one they repeat at its first occurrence", () => {
    expect(day("2026-03-29T12:00:00Z", "Europe/Berlin", 150)[0]).toBe("2026-03-29T01:30:00.000Z");
    expect(day("2026-10-25T12:00:00Z", "Europe/Berlin", 150)[0]).toBe("2026-10-25T00:30:00.000Z");
  });

  it("leaves no gap and no overlap through a whole year", () => {
    for (const zone of ["Europe/London", "America/Santiago", "Australia/Lord_Howe", "America/New_York"]) {
      for (const minutes of [0, 90, 150, 180]) {
        let at = new Date("2026-01-01T12:00:00Z");
        for (let i = 0; i < 366; i += 1) {
          const { from, until } = locationDayOf(at, zone, minutes);
          expect(from <= at && at < until).toBe(true);
          expect(locationDayOf(until, zone, minutes).from).toEqual(until);
          at = until;
        }
      }
    }
  });
});

it("nextDayChange is strictly later, also at the change", () => {
  expect(nextDayChange(new Date("2026-02-10T02:00:00Z"), "Europe/Berlin").toISOString()).toBe(
    "2026-02-11T02:00:00.000Z",
  );
});

it("isLocalMidnight holds for contract dates in their own zone only", () => {
  expect(isLocalMidnight(new Date("2026-04-09T22:00:00Z"), "Europe/Berlin")).toBe(true);
  expect(isLocalMidnight(new Date("2026-04-09T22:00:00Z"), "Europe/London")).toBe(false);
  expect(isLocalMidnight(new Date("2026-04-09T23:00:00Z"), "Europe/Berlin")).toBe(false);
});

it("localWeekday counts from Sunday in the zone", () => {
  expect(localWeekday(new Date("2026-03-01T23:30:00Z"), "Europe/London")).toBe(0);
  expect(localWeekday(new Date("2026-03-01T23:30:00Z"), "Europe/Berlin")).toBe(1);
});
