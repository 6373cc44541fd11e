import { planScale, scaleWorld } from "../../lib/access/testing/scale";
import { realClock } from "../../lib/clock";
import { atMost, type Check, type Times } from "./checks";

const RUNS = 7;
const GROWTH_MAX = 12;

/** The quickest of several runs, after one that warms up: what else the machine does only adds to a run. */
function quickestMs(work: () => unknown): number {
  work();
  const taken = Array.from({ length: RUNS }, () => {
    const began = realClock.monotonicMs();
    work();
    return realClock.monotonicMs() - began;
  });
  return Math.min(...taken);
}

/** How planning grows from 1,000 members to ten times as many. */
export function measurePlanner(): { readonly checks: Check[]; readonly times: Times } {
  const small = scaleWorld(1_000, 5_000);
  const large = scaleWorld(10_000, 50_000);
  const one = quickestMs(() => planScale(small));
  const ten = quickestMs(() => planScale(large));
  return {
    checks: [atMost("planner: growth from 1x to 10x", ten / one, GROWTH_MAX)],
    times: { "planner, 1,000 members": one, "planner, 10,000 members": ten },
  };
}
