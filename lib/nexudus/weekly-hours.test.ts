import { describe, expect, it } from "vitest";
import { mergeWindows } from "@/lib/access";
import { decodeSlot, expandWeekly, wholeDays } from "./weekly-hours";

const at = (text: string) => new Date(text);
const slot = (from: string, until: string, weekday = 1) => ({ from: at(from), until: at(until), weekday });
const text = (windows: readonly { from: Date; until: Date | null }[]) =>
  windows.map((w) => `${w.from.toISOString()} ${w.until?.toISOString()}`);

describe("a pass's slot", () => {
  it.each([
    [
      "London, whose clocks stood at UTC that January",
      "1976-01-01T09:00:00Z",
      "1976-01-01T17:30:00Z",
      "Europe/London",
      540,
      1050,
    ],
    [
      "Berlin, an hour ahead, on the day before",
      "1975-12-31T23:30:00Z",
      "1976-01-01T08:00:00Z",
      "Europe/Berlin",
      30,
      540,
    ],
    [
      "New York, past midnight UTC",
      "1976-01-01T14:00:00Z",
      "1976-01-02T01:00:00Z",
      "America/New_York",
      540,
      1200,
    ],
    ["an end past midnight", "1976-01-01T22:00:00Z", "1976-01-01T02:00:00Z", "Europe/London", 1320, 1560],
    ["a whole day", "1976-01-01T00:00:00Z", "1976-01-01T00:00:00Z", "Europe/London", 0, 1440],
  ])("reads as clock times in %s", (_, from, until, zone, fromMinutes, untilMinutes) => {
    expect(decodeSlot(slot(from, until), zone)).toEqual({ weekday: 1, fromMinutes, untilMinutes });
  });
});

describe("weekly hours over a stretch of time", () => {
  const week = { from: at("2026-03-23T00:00:00Z"), until: at("2026-04-05T00:00:00Z") };

  it("keep the clock time when the clocks change", () => {
    const sundays = expandWeekly(
      [{ weekday: 0, fromMinutes: 540, untilMinutes: 600 }],
      "Europe/London",
      week,
    );
    expect(text(sundays)).toContain("2026-03-29T08:00:00.000Z 2026-03-29T09:00:00.000Z"); // summer time since 01:00
    expect(text(sundays)[0]).toBe("2026-03-22T09:00:00.000Z 2026-03-22T10:00:00.000Z");
  });

  it("are local days from midnight to midnight, 23 hours on a short one", () => {
    const sunday = expandWeekly(wholeDays([0]), "Europe/London", {
      from: at("2026-03-28T12:00:00Z"),
      until: at("2026-03-29T12:00:00Z"),
    });
    expect(text(sunday)).toEqual(["2026-03-29T00:00:00.000Z 2026-03-29T23:00:00.000Z"]);
  });

  it("join over midnight, so that neighbouring days are one window", () => {
    const days = expandWeekly(wholeDays([1, 2]), "Europe/Berlin", week);
    expect(text(mergeWindows(days))[0]).toBe("2026-03-22T23:00:00.000Z 2026-03-24T23:00:00.000Z");
  });

  it("include one that began the evening before", () => {
    const late = expandWeekly([{ weekday: 1, fromMinutes: 1320, untilMinutes: 1560 }], "Europe/London", {
      from: at("2026-03-24T00:30:00Z"),
      until: at("2026-03-24T01:00:00Z"),
    });
    expect(text(late)).toEqual(["2026-03-23T22:00:00.000Z 2026-03-24T02:00:00.000Z"]);
  });

  it("of nothing are nothing", () => {
    expect(expandWeekly([], "Europe/London", week)).toEqual([]);
  });
});
