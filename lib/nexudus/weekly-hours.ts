import { Temporal } from "temporal-polyfill";
import type { Window } from "@/lib/access/types";

/** Hours on one local weekday: 0 Sunday to 6 Saturday, minutes after midnight; `until` up to 2880 runs on. */
export interface WeeklyHours {
  readonly weekday: number;
  readonly fromMinutes: number;
  readonly untilMinutes: number;
}

const DAY_MINUTES = 24 * 60;

/**
 * What a pass's slot means on the clock of its location. Nexudus keeps the times as UTC on a day of 1976, so
 * they are read with the zone's offset of January 1976 and only the clock time is kept; an end at or before the
 * start is past midnight. UNVERIFIED: that the offset of 1976 is the one applied; an admin sees the hours.
 */
export function decodeSlot(
  slot: { readonly from: Date; readonly until: Date; readonly weekday: number },
  zone: string,
): WeeklyHours {
  const minutesOf = (at: Date) => {
    const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
    return local.hour * 60 + local.minute;
  };
  const [fromMinutes, until] = [minutesOf(slot.from), minutesOf(slot.until)];
  return {
    weekday: slot.weekday,
    fromMinutes,
    untilMinutes: until <= fromMinutes ? until + DAY_MINUTES : until,
  };
}

/** Whole local days on the given weekdays. */
export const wholeDays = (weekdays: readonly number[]): WeeklyHours[] =>
  weekdays.map((weekday) => ({ weekday, fromMinutes: 0, untilMinutes: DAY_MINUTES }));

/** Layouts kept: a space has a few dozen patterns, and each is laid out anew once a day. */
const LAYOUTS_MAX = 500;
const layouts = new Map<string, readonly Window[]>();

/**
 * The instants at which weekly hours hold, over a stretch of time: one window for each local day and row, in
 * order, cut to nothing. Midnights and hours that the clocks skip count as that much later. `zone` is IANA.
 * The same hours over the same local days are laid out once and shared.
 */
export function expandWeekly(
  hours: readonly WeeklyHours[],
  zone: string,
  over: { readonly from: Date; readonly until: Date },
): readonly Window[] {
  if (hours.length === 0) return [];
  const [first, last] = [localDate(over.from, zone).subtract({ days: 1 }), localDate(over.until, zone)];
  const rows = hours.map((row) => [row.weekday, row.fromMinutes, row.untilMinutes]);
  const key = JSON.stringify([zone, first.toString(), last.toString(), rows]);
  const known = layouts.get(key);
  if (known) return known;
  const windows = layOut(hours, zone, { first, last });
  if (layouts.size >= LAYOUTS_MAX) layouts.clear();
  layouts.set(key, windows);
  return windows;
}

/** Zones are whole quarters of an hour from UTC, so a date begins with one of them. */
const QUARTER_MS = 15 * 60_000;
const DATES_MAX = 2_000;
const dates = new Map<string, Temporal.PlainDate>();

function localDate(at: Date, zone: string): Temporal.PlainDate {
  const quarter = Math.floor(at.getTime() / QUARTER_MS);
  const key = `${quarter} ${zone}`;
  const known = dates.get(key);
  if (known) return known;
  const instant = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS);
  const date = instant.toZonedDateTimeISO(zone).toPlainDate();
  if (dates.size >= DATES_MAX) dates.clear();
  dates.set(key, date);
  return date;
}

function layOut(
  hours: readonly WeeklyHours[],
  zone: string,
  days: { readonly first: Temporal.PlainDate; readonly last: Temporal.PlainDate },
): Window[] {
  const at = (date: Temporal.PlainDate, minutes: number) => {
    const day = date.add({ days: Math.floor(minutes / DAY_MINUTES) });
    const rest = minutes % DAY_MINUTES;
    const wall = day.toPlainDateTime({ hour: Math.floor(rest / 60), minute: rest % 60 });
    return new Date(wall.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds);
  };
  const windows: Window[] = [];
  for (let date = days.first; Temporal.PlainDate.compare(date, days.last) <= 0; date = date.add({ days: 1 }))
    for (const row of hours) {
      if (row.weekday !== date.dayOfWeek % 7) continue;
      windows.push({ from: at(date, row.fromMinutes), until: at(date, row.untilMinutes) });
    }
  return windows;
}
