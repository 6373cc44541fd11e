import { clockTime } from "@/components/time/format";
import type { TimelineBarView } from "@/lib/services/member-views";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TICK_STEPS_HOURS = [1, 2, 3, 6, 12, 24, 48, 168];
const TICKS_MAX = 8;

export interface Range {
  readonly from: string;
  readonly until: string;
}
/** Per cent of the range, clipped to it. */
export interface Span {
  readonly left: number;
  readonly width: number;
}
export interface BarGeometry {
  readonly row: number;
  readonly core: Span;
  readonly lead: Span;
  readonly lag: Span;
}

const ms = (iso: string) => new Date(iso).getTime();
// Three decimals: the same text on server and browser.
const percent = (value: number) => Math.round(value * 1000) / 1000;

export function positionOf(atMs: number, range: Range): number {
  const share = (atMs - ms(range.from)) / (ms(range.until) - ms(range.from));
  return percent(Math.min(1, Math.max(0, share)) * 100);
}

function span(fromMs: number, untilMs: number, range: Range): Span {
  const left = positionOf(fromMs, range);
  return { left, width: percent(positionOf(untilMs, range) - left) };
}

const outer = (bar: TimelineBarView) => ({
  from: ms(bar.from) - bar.leadMinutes * MINUTE_MS,
  until: bar.until === null ? Number.POSITIVE_INFINITY : ms(bar.until) + bar.lagMinutes * MINUTE_MS,
});

/** Where each bar goes; bars that overlap go to different rows of the lane. Bars outside the range are left out. */
export function layOutBars(bars: readonly TimelineBarView[], range: Range): ReadonlyMap<string, BarGeometry> {
  const made = new Map<string, BarGeometry>();
  const rowEnds: number[] = [];
  const inOrder = [...bars].sort((a, b) => outer(a).from - outer(b).from || (a.id < b.id ? -1 : 1));
  for (const bar of inOrder) {
    const { from, until } = outer(bar);
    if (until <= ms(range.from) || from >= ms(range.until)) continue;
    const free = rowEnds.findIndex((end) => end <= from);
    const row = free === -1 ? rowEnds.length : free;
    rowEnds[row] = until;
    const coreUntil = bar.until === null ? Number.POSITIVE_INFINITY : ms(bar.until);
    made.set(bar.id, {
      row,
      core: span(ms(bar.from), coreUntil, range),
      lead: span(from, ms(bar.from), range),
      lag: span(coreUntil, until, range),
    });
  }
  return made;
}

/** Instants for the scale: at most eight, at full hours from `now`; scales of days begin at local midnight. */
export function ticksFor(range: Range, now: string, zone: string): readonly string[] {
  const lengthMs = ms(range.until) - ms(range.from);
  const stepMs =
    (TICK_STEPS_HOURS.find((hours) => lengthMs / (hours * HOUR_MS) <= TICKS_MAX) ??
      lengthMs / HOUR_MS / TICKS_MAX) * HOUR_MS;
  const [hour = 0, minute = 0] = clockTime(now, zone).split(":").map(Number);
  const midnight = Math.floor(ms(now) / MINUTE_MS) * MINUTE_MS - (hour * 60 + minute) * MINUTE_MS;
  const anchor = stepMs >= 24 * HOUR_MS ? midnight : Math.floor(ms(now) / HOUR_MS) * HOUR_MS;
  const first = anchor - Math.floor((anchor - ms(range.from)) / stepMs) * stepMs;
  const ticks: string[] = [];
  for (let at = first; at < ms(range.until); at += stepMs) {
    if (at >= ms(range.from)) ticks.push(new Date(at).toISOString());
  }
  return ticks;
}
