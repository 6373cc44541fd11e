/** A stretch of time in ms since the epoch, half-open: from <= t < until. Infinity = without end. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export const holds = ({ from, until }: Stretch, at: number): boolean => from <= at && at < until;

export const anyHolds = (stretches: readonly Stretch[], at: number): boolean =>
  stretches.some((each) => holds(each, at));

/** The same instants in order, without gaps of nothing and without overlaps; empty ones are dropped. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const done: Stretch[] = [];
  const inOrder = stretches.filter(({ from, until }) => until > from).toSorted((a, b) => a.from - b.from);
  for (const next of inOrder) {
    const last = done.at(-1);
    if (last === undefined || next.from > last.until) done.push(next);
    else done[done.length - 1] = { from: last.from, until: Math.max(last.until, next.until) };
  }
  return done;
}

/** The part inside `span`. */
export const cut = (stretches: readonly Stretch[], span: Stretch): Stretch[] =>
  stretches
    .map(({ from, until }) => ({ from: Math.max(from, span.from), until: Math.min(until, span.until) }))
    .filter(({ from, until }) => until > from);

/** Sum of the lengths, in ms; the stretches must not overlap. */
export const lengthOf = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { from, until }) => sum + until - from, 0);

/** Sorted, each once, those inside the span only; its ends always among them. */
export function pointsIn(span: Stretch, points: Iterable<number>): number[] {
  const inside = new Set<number>([span.from, span.until]);
  for (const point of points) if (point > span.from && point < span.until) inside.add(point);
  return [...inside].sort((a, b) => a - b);
}
