import type { Window } from "./types";

const MS_PER_MINUTE = 60_000;

/** The end in ms since the epoch; an open end is later than every instant. */
export function endMs(window: Window): number {
  return window.until === null ? Number.POSITIVE_INFINITY : window.until.getTime();
}

/** Whether the door is open at `at`: the start belongs to the window, the end does not. */
export function contains(window: Window, at: Date): boolean {
  return window.from.getTime() <= at.getTime() && at.getTime() < endMs(window);
}

/** Whether the window has fully passed: true from the very instant of its end. */
export function isOver(window: Window, now: Date): boolean {
  return endMs(window) <= now.getTime();
}

/** Whether it holds no instant at all (zero length, or ending before it starts). */
export function isEmpty(window: Window): boolean {
  return endMs(window) <= window.from.getTime();
}

/** Same start and same end, compared as instants. */
export function sameWindow(a: Window, b: Window): boolean {
  return a.from.getTime() === b.from.getTime() && endMs(a) === endMs(b);
}

/** Whether an instant lies in both. Windows that only touch do not overlap; an empty one overlaps nothing. */
export function overlaps(a: Window, b: Window): boolean {
  return sharedMs(a, b) > 0;
}

/** How long both hold at once, in ms; 0 when never, Infinity when both are open-ended. */
export function sharedMs(a: Window, b: Window): number {
  const from = Math.max(a.from.getTime(), b.from.getTime());
  return Math.max(0, Math.min(endMs(a), endMs(b)) - from);
}

/** Whether `outer` holds at every instant from `now` on at which `inner` holds. */
export function coversRest(outer: Window, inner: Window, now: Date): boolean {
  if (isOver(inner, now) || isEmpty(inner)) return true;
  const from = Math.max(inner.from.getTime(), now.getTime());
  return outer.from.getTime() <= from && endMs(outer) >= endMs(inner);
}

/** Orders by start, then by end (open ends last). */
export function compareWindows(a: Window, b: Window): number {
  const byStart = a.from.getTime() - b.from.getTime();
  if (byStart !== 0) return byStart;
  const [endA, endB] = [endMs(a), endMs(b)];
  return endA === endB ? 0 : endA < endB ? -1 : 1;
}

/**
 * The same instants as few windows as possible: sorted, touching and overlapping ones joined, empty ones
 * dropped. Touching counts, so that back-to-back bookings never close the door in between.
 * Merging what is merged already changes nothing.
 */
export function mergeWindows(windows: readonly Window[]): Window[] {
  const merged: Window[] = [];
  for (const window of windows.filter((w) => !isEmpty(w)).sort(compareWindows)) {
    const last = merged.at(-1);
    if (last === undefined || window.from.getTime() > endMs(last)) merged.push(window);
    else if (endMs(window) > endMs(last))
      merged[merged.length - 1] = { from: last.from, until: window.until };
  }
  return merged;
}

/** Opens `leadMinutes` earlier and closes `lagMinutes` later; an open end stays open. */
export function widen(window: Window, buffers: { leadMinutes: number; lagMinutes: number }): Window {
  const { from, until } = window;
  return {
    from: new Date(from.getTime() - buffers.leadMinutes * MS_PER_MINUTE),
    until: until === null ? null : new Date(until.getTime() + buffers.lagMinutes * MS_PER_MINUTE),
  };
}

/** What lies in both lists, merged. Windows of one list may overlap each other. */
export function intersectWindows(a: readonly Window[], b: readonly Window[]): Window[] {
  const [left, right] = [mergeWindows(a), mergeWindows(b)];
  const shared: Window[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [one, other] = [left[i], right[j]];
    if (one === undefined || other === undefined) return shared;
    const first = endMs(one) <= endMs(other) ? one : other;
    const from = one.from.getTime() >= other.from.getTime() ? one.from : other.from;
    if (from.getTime() < endMs(first)) shared.push({ from, until: first.until });
    if (first === one) i += 1;
    else j += 1;
  }
}

/** What lies in `windows` and in none of `holes`, merged. */
export function subtractWindows(windows: readonly Window[], holes: readonly Window[]): Window[] {
  const rest: Window[] = [];
  const cuts = mergeWindows(holes);
  for (const window of mergeWindows(windows)) {
    let from = window.from;
    let isOpen = true;
    for (const cut of cuts) {
      if (endMs(cut) <= from.getTime()) continue;
      if (cut.from.getTime() >= endMs(window)) break;
      if (cut.from.getTime() > from.getTime()) rest.push({ from, until: cut.from });
      if (cut.until === null || endMs(cut) >= endMs(window)) {
        isOpen = false;
        break;
      }
      from = cut.until;
    }
    if (isOpen) rest.push({ from, until: window.until });
  }
  return rest;
}
