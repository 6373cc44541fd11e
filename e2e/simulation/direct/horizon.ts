import { fromLocal, toLocal } from "@/e2e/simulators/nexudus/zones";
import type { Script } from "../types";

const DAY = 24 * 3_600_000;
/** As far ahead as Lintel looks, unless it is set otherwise; the plays set nothing. */
const LOOKAHEAD_MS = 90 * DAY;

/**
 * Whether a moment lies between these instants at which something weekly comes into sight, a fixed time ahead: the
 * local midnights of part-time offices, and the clock times of a pass's hours.
 */
export function isHorizonCrossed(script: Script, from: number, to: number): boolean {
  return script.world.locations.some((location) => {
    const items = script.world.items.filter((item) => item.location === location.name);
    const times = new Set(
      items.flatMap((item) => (item.slots ?? []).flatMap((slot) => [slot.from, slot.to])),
    );
    if (items.some((item) => item.variants)) times.add("00:00");
    return [...times].some((time) => isMet(time, location.zone, from, to));
  });
}

function isMet(time: string, zone: string, from: number, to: number): boolean {
  for (let at = from + LOOKAHEAD_MS - DAY; at <= to + LOOKAHEAD_MS + DAY; at += DAY) {
    const mark = fromLocal(`${toLocal(new Date(at), zone).slice(0, 10)}T${time}`, zone).getTime();
    if (mark >= from + LOOKAHEAD_MS && mark <= to + LOOKAHEAD_MS) return true;
  }
  return false;
}
