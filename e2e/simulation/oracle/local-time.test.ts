import { expect, it } from "vitest";
import { dayEndsAt, hoursIn, weekdaysIn } from "./local-time";

const ms = (text: string) => Date.parse(text);
const iso = (stretches: readonly { readonly from: number; readonly until: number }[]) =>
  stretches.map(({ from, until }) => [new Date(from).toISOString(), new Date(until).toISOString()]);

it.each([
  // Just before the change it is still yesterday; at the very instant a new day begins.
  ["2026-05-12T01:59:59.999Z", "Europe/London", 180, "2026-05-12T02:00:00.000Z"],
  ["2026-05-12T02:00:00.000Z", "Europe/London", 180, "2026-05-13T02:00:00.000Z"],
  // 23 and 25 hours.
  ["2026-03-28T03:00:00.000Z", "Europe/London", 180, "2026-03-29T02:00:00.000Z"],
  ["2026-10-24T02:00:00.000Z", "Europe/London", 180, "2026-10-25T03:00:00.000Z"],
  // 01:30 is skipped in the night of 29 March, and is twice in that of 25 October: the first counts.
  ["2026-03-28T12:00:00.000Z", "Europe/London", 90, "2026-03-29T01:30:00.000Z"],
  ["2026-10-24T12:00:00.000Z", "Europe/London", 90, "2026-10-25T00:30:00.000Z"],
  ["2026-05-12T12:00:00.000Z", "Australia/Sydney", 0, "2026-05-12T14:00:00.000Z"],
])("a day that %s falls in, in %s with %i minutes, ends at %s", (at, zone, minutes, end) => {
  expect(new Date(dayEndsAt(ms(at), zone, minutes)).toISOString()).toBe(end);
});

it("lays out whole local days of a weekday, from before the span", () => {
  const span = { from: ms("2026-03-29T12:00Z"), until: ms("2026-04-04T22:00Z") };
  expect(iso(weekdaysIn(span, [0, 3], "Europe/London"))).toEqual([
    ["2026-03-29T00:00:00.000Z", "2026-03-29T23:00:00.000Z"],
    ["2026-03-31T23:00:00.000Z", "2026-04-01T23:00:00.000Z"],
  ]);
});

it("lays out weekly hours, also past midnight and into the span", () => {
  const span = { from: ms("2026-05-13T00:30Z"), until: ms("2026-05-13T12:00Z") };
  const slots = [{ day: 2, from: "22:00", to: "02:00" }];
  expect(iso(hoursIn(span, slots, "Europe/London"))).toEqual([
    ["2026-05-12T21:00:00.000Z", "2026-05-13T01:00:00.000Z"],
  ]);
});
