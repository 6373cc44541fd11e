import type { WeeklyHours } from "@/lib/nexudus/weekly-hours";
import type { Zone } from "../views";

/** Weekdays as people list them: Monday first. */
const ORDER = [1, 2, 3, 4, 5, 6, 0] as const;
const NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const DAY_MINUTES = 24 * 60;

const two = (amount: number) => String(amount).padStart(2, "0");
/** "08:00"; the end of a day reads 24:00, an hour of the next day as on its clock. */
const clock = (minutes: number) => {
  const rest = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
  return `${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
};

/** "Mon-Fri", "Mon, Wed", "Sat-Sun"; three or more days in a row are a range, and so are Saturday and Sunday. */
export function weekdayWords(weekdays: readonly number[]): string {
  const days = ORDER.flatMap((day, at) => (weekdays.includes(day) ? [at] : []));
  const runs: number[][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && last.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  const name = (at: number | undefined) => NAMES[ORDER[at ?? 0] ?? 0];
  return runs
    .flatMap((run) => {
      const isRange = run.length > 2 || (run.length === 2 && run[0] === 5);
      return isRange ? [`${name(run[0])}-${name(run.at(-1))}`] : run.map(name);
    })
    .join(", ");
}

/** "Europe/London" -> "London time". */
export const zoneWords = (zone: Zone): string => {
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return place === "UTC" || place === "GMT" ? place : `${place} time`;
};

/** "Mon-Fri 08:00-18:00, Sat 09:00-13:00, London time". Days with the same hours are told together. */
export function hoursWords(hours: readonly WeeklyHours[], zone: Zone): string {
  const byDay = new Map<number, string>();
  for (const day of ORDER) {
    const rows = hours
      .filter((row) => row.weekday === day)
      .sort((a, b) => a.fromMinutes - b.fromMinutes)
      .map((row) => `${clock(row.fromMinutes)}-${clock(row.untilMinutes)}`);
    if (rows.length > 0) byDay.set(day, rows.join(" and "));
  }
  const together = new Map<string, number[]>();
  for (const [day, text] of byDay) together.set(text, [...(together.get(text) ?? []), day]);
  return `${[...together].map(([text, days]) => `${weekdayWords(days)} ${text}`).join(", ")}, ${zoneWords(zone)}`;
}
