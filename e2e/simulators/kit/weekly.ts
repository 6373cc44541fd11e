import { Temporal } from "temporal-polyfill";

/** A week of opening hours: seven days, Monday first; seconds since local midnight, half-open. */
export type Weekdays = readonly {
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}[];

const DAY_SECONDS = 86_400;

/** Whether a weekly schedule is open at an instant, told by the wall clock of the site. */
export function isWithinWeek(weekdays: Weekdays, timezone: string, atMs: number): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone);
  const second = local.hour * 3600 + local.minute * 60 + local.second;
  return (weekdays[local.dayOfWeek - 1]?.ranges ?? []).some((r) => second >= r.start && second < r.end);
}

/** Every instant between two others at which a weekly schedule may open or close, clock changes included. */
export function weekEdges(weekdays: Weekdays, timezone: string, fromMs: number, toMs: number): number[] {
  const edges: number[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timezone).toPlainDate();
  for (;;) {
    const midnight = day.toZonedDateTime(timezone);
    if (midnight.epochMilliseconds > toMs) return edges;
    for (const { start, end } of weekdays[day.dayOfWeek - 1]?.ranges ?? []) {
      for (const second of [start, end]) {
        const local = day.toPlainDateTime().add({ seconds: second });
        for (const disambiguation of ["earlier", "later"] as const) {
          edges.push(local.toZonedDateTime(timezone, { disambiguation }).epochMilliseconds);
        }
      }
    }
    const next = day.add({ days: 1 }).toZonedDateTime(timezone);
    edges.push(midnight.epochMilliseconds);
    // A day of other than 24 h has a jump of the wall clock in it; every quarter hour covers each jump there is.
    if (next.epochMilliseconds - midnight.epochMilliseconds !== DAY_SECONDS * 1000) {
      for (let at = midnight.epochMilliseconds; at < next.epochMilliseconds; at += 900_000) edges.push(at);
    }
    day = day.add({ days: 1 });
  }
}
