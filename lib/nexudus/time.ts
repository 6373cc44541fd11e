import { Temporal } from "temporal-polyfill";

/** Local minutes after midnight at which a location's day changes, where nobody said otherwise: 03:00. */
export const DEFAULT_DAY_CHANGE_MINUTES = 180;

/** A location's day: half-open, UTC, from one day change to the next (23, 24 or 25 hours, by the clocks). */
export interface LocationDay {
  readonly from: Date;
  readonly until: Date;
  /** The calendar date it began on, `YYYY-MM-DD`. */
  readonly date: string;
}

const toDate = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds);

function dayChangeOn(date: Temporal.PlainDate, zone: string, minutes: number): Temporal.ZonedDateTime {
  const wall = date.toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  // "compatible": a time the clocks skip counts as that much later, one they repeat as its first occurrence.
  return wall.toZonedDateTime(zone, { disambiguation: "compatible" });
}

/**
 * The location's day that `at` falls in. `zone` is an IANA zone, `dayChangeMinutes` 0 to 1439 local.
 * Throws RangeError for an unknown zone.
 */
export function locationDayOf(
  at: Date,
  zone: string,
  dayChangeMinutes: number = DEFAULT_DAY_CHANGE_MINUTES,
): LocationDay {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  let date = local.toPlainDate();
  if (at.getTime() < dayChangeOn(date, zone, dayChangeMinutes).epochMilliseconds) {
    date = date.subtract({ days: 1 });
  }
  return {
    from: toDate(dayChangeOn(date, zone, dayChangeMinutes)),
    until: toDate(dayChangeOn(date.add({ days: 1 }), zone, dayChangeMinutes)),
    date: date.toString(),
  };
}

/** The first day change strictly after `at`. */
export function nextDayChange(at: Date, zone: string, dayChangeMinutes?: number): Date {
  return locationDayOf(at, zone, dayChangeMinutes).until;
}

/** Whether `at` is where a calendar day begins in the zone (00:00, or later where midnight is skipped). */
export function isLocalMidnight(at: Date, zone: string): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return local.startOfDay().epochMilliseconds === at.getTime();
}

/** The local weekday of an instant: 0 Sunday to 6 Saturday, as Nexudus counts. */
export function localWeekday(at: Date, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).dayOfWeek % 7;
}
