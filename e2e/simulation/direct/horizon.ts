import { fromLocal, toLocal } from "@/e2e/simulators/nexudus/zones";
import type { Script } from "../types";

const DAY = 24 * 3_600_000;
/** As far ahead as Lintel looks, unless it is set otherwise; the plays set nothing. */
const LOOKAHEAD_MS = 90 * DAY;

/** A clock time on a weekday, 0 = Sunday. */
interface Mark {
  readonly weekday: number;
  readonly time: string;
}
type Item = Script["world"]["items"][number];

/**
 * Whether a moment lies between these instants at which something weekly comes into sight, a fixed time ahead: where
 * the days of part-time offices begin and end, and where the hours of a pass do.
 */
export function isHorizonCrossed(script: Script, from: number, to: number): boolean {
  return script.world.locations.some(({ name, zone }) => {
    const marks = script.world.items.filter(({ location }) => location === name).flatMap(marksOf);
    if (marks.length === 0) return false;
    const met = new Set(marks.map(({ weekday, time }) => `${weekday} ${time}`));
    const times = [...new Set(marks.map(({ time }) => time))];
    return times.some((time) =>
      daysMet(time, zone, from, to).some((weekday) => met.has(`${weekday} ${time}`)),
    );
  });
}

const nextDay = (weekday: number) => (weekday + 1) % 7;

function marksOf({ slots = [], variants = [] }: Item): Mark[] {
  return [
    ...slots.flatMap(({ day, from, to }) => [
      { weekday: day, time: from },
      { weekday: to > from ? day : nextDay(day), time: to },
    ]),
    ...variants.flatMap(({ weekdays }) =>
      weekdays.flatMap((weekday) => [
        { weekday, time: "00:00" },
        { weekday: nextDay(weekday), time: "00:00" },
      ]),
    ),
  ];
}

/** The weekdays on which this local time comes into sight between two instants. */
function daysMet(time: string, zone: string, from: number, to: number): number[] {
  const weekdays: number[] = [];
  for (let at = from + LOOKAHEAD_MS - DAY; at <= to + LOOKAHEAD_MS + DAY; at += DAY) {
    const date = toLocal(new Date(at), zone).slice(0, 10);
    const mark = fromLocal(`${date}T${time}`, zone).getTime();
    if (mark >= from + LOOKAHEAD_MS && mark <= to + LOOKAHEAD_MS)
      weekdays.push(new Date(`${date}T00:00:00Z`).getUTCDay());
  }
  return weekdays;
}
