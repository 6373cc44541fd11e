import { fromLocal, toLocal } from "@/e2e/simulators/nexudus/zones";
import type { Script } from "../types";

const DAY = 24 * 3_600_000;
/** As far ahead as Lintel looks, unless it is set otherwise; the plays set nothing. */
const LOOKAHEAD_MS = 90 * DAY;
/** What is played before the first day, and after the last. */
const MARGIN_MS = 3 * DAY;

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
  const known = crossings.get(script) ?? crossingsOf(script);
  crossings.set(script, known);
  return known.some((at) => at >= from && at <= to);
}

/** Asked for once an hour of a play: reckoned once for all of it. */
const crossings = new WeakMap<Script, readonly number[]>();

function crossingsOf({ world, startsAt, days }: Script): number[] {
  const first = Date.parse(startsAt) - MARGIN_MS;
  const last = Date.parse(startsAt) + days * DAY + MARGIN_MS;
  return world.locations.flatMap(({ name, zone }) => {
    const marks = world.items.filter(({ location }) => location === name).flatMap(marksOf);
    const found: number[] = [];
    for (let at = first + LOOKAHEAD_MS; at <= last + LOOKAHEAD_MS; at += DAY) {
      const date = toLocal(new Date(at), zone).slice(0, 10);
      const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
      const times = new Set(marks.filter((mark) => mark.weekday === weekday).map(({ time }) => time));
      for (const time of times) found.push(fromLocal(`${date}T${time}`, zone).getTime() - LOOKAHEAD_MS);
    }
    return found;
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
