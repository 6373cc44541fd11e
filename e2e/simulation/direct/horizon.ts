import { fromLocal, toLocal } from "@/e2e/simulators/nexudus/zones";
import type { Script } from "../types";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Clocks may have changed by as much between now and what comes into sight. */
const CLOCK_CHANGE_MS = HOUR;

/**
 * Whether a moment lies between these instants at which something weekly, a fixed time ahead, comes into sight: the
 * local midnights of part-time offices, and the clock times of a pass's hours. Generous by a change of clocks.
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
  for (let at = from - DAY; at <= to + DAY; at += DAY) {
    const mark = fromLocal(`${toLocal(new Date(at), zone).slice(0, 10)}T${time}`, zone).getTime();
    if (mark + CLOCK_CHANGE_MS >= from && mark - CLOCK_CHANGE_MS <= to) return true;
  }
  return false;
}
