import { Temporal } from "temporal-polyfill";
import type { Stretch } from "./stretch";

const DAY_MS = 24 * 3_600_000;

const localAt = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

/** The instant of a clock time on a date; one that the clocks skip is that much later, one they repeat the first. */
function instantOf(date: Temporal.PlainDate, minutes: number, zone: string): number {
  const time = { hour: Math.floor(minutes / 60), minute: minutes % 60 };
  return date.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}

/** When the day ends that `at` falls in; days change at that many minutes after local midnight. */
export function dayEndsAt(at: number, zone: string, dayChangeMinutes: number): number {
  const today = localAt(at, zone).toPlainDate();
  const change = instantOf(today, dayChangeMinutes, zone);
  return at < change ? change : instantOf(today.add({ days: 1 }), dayChangeMinutes, zone);
}

/** The whole local days of these weekdays (0 = Sunday) that touch the span. */
export function weekdaysIn(span: Stretch, weekdays: readonly number[], zone: string): Stretch[] {
  const found: Stretch[] = [];
  let date = localAt(span.from - DAY_MS, zone).toPlainDate();
  for (let from = instantOf(date, 0, zone); from < span.until; from = instantOf(date, 0, zone)) {
    const next = date.add({ days: 1 });
    if (weekdays.includes(date.dayOfWeek % 7)) found.push({ from, until: instantOf(next, 0, zone) });
    date = next;
  }
  return found;
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/** When weekly hours hold within the span; an end at or before its start is past midnight. */
export function hoursIn(
  span: Stretch,
  slots: readonly { readonly day: number; readonly from: string; readonly to: string }[],
  zone: string,
): Stretch[] {
  return slots.flatMap(({ day, from, to }) => {
    const [first, last] = [minutesOf(from), minutesOf(to)];
    const wider = { from: span.from - 2 * DAY_MS, until: span.until };
    return weekdaysIn(wider, [day], zone).map((whole) => {
      const date = localAt(whole.from, zone).toPlainDate();
      const endDate = last <= first ? date.add({ days: 1 }) : date;
      return { from: instantOf(date, first, zone), until: instantOf(endDate, last, zone) };
    });
  });
}
