import type { Boundary } from "../direct/lintel-process";
import type { Stage } from "../direct/stage";
import type { Injection, TakeBack, Taken } from "./injection";

/** How many boundaries are let pass before the one at which it happens: most steps have more than these. */
const BOUNDARIES_MOST = 12;
const DOWN_MS = { least: 1_000, most: 20_000 } as const;

const isoOf = (ms: number) => new Date(ms).toISOString();
const never = () => new Promise<void>(() => undefined);

export function loseRuns(stage: Stage): TakeBack {
  const lost = stage.loseEngine();
  return () => ({ hits: lost });
}

/** The process ends before one of the next things it does that others can see, and another one starts. */
export function crash(stage: Stage, { random, time, fault }: Injection): TakeBack {
  let left = fault.times ?? random.whole(0, BOUNDARIES_MOST);
  const losesRuns = random.chance(0.3);
  const downMs = random.whole(DOWN_MS.least, DOWN_MS.most);
  let taken: Taken = { hits: 0 };
  stage.watch((_kind: Boundary) => {
    left -= 1;
    if (left >= 0) return null;
    taken = { hits: 1, over: { from: isoOf(time.nowMs), until: isoOf(time.nowMs + downMs) } };
    // Once: whoever comes after goes on, and has to make up for it.
    stage.watch(null);
    stage.crash({ losesRuns, downMs });
    return never();
  });
  return () => {
    if (taken.hits === 0) stage.watch(null);
    return taken;
  };
}

/** One step stops before something others can see, outside any transaction, and goes on when the fault is over. */
export function suspend(stage: Stage, { random, time, fault }: Injection): TakeBack {
  let left = fault.times ?? random.whole(0, BOUNDARIES_MOST);
  let taken: Taken = { hits: 0 };
  const until = new Date(fault.until).getTime();
  stage.watch((kind: Boundary) => {
    if (kind === "commit") return null;
    left -= 1;
    if (left >= 0) return null;
    taken = { hits: 1, over: { from: isoOf(time.nowMs), until: fault.until } };
    stage.watch(null);
    return time.sleep(until - time.nowMs);
  });
  return () => {
    if (taken.hits === 0) stage.watch(null);
    return taken;
  };
}
