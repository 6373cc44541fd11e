import { planScale, scaleWorld } from "../../lib/access/testing/scale";
import { realClock } from "../../lib/clock";
import { atMost, type Check, type Times } from "./checks";

const ROUNDS = 6;
const TIMES_LARGER = 10;
const GROWTH_MAX = 12;

function msOf(work: () => unknown): number {
  const began = realClock.monotonicMs();
  work();
  return realClock.monotonicMs() - began;
}

/**
 * How planning grows from 1,000 members to ten times as many. Ten small worlds, each with data of its own, are
 * timed against one large one, so that both walk as much memory and leave as much garbage: what is left is what
 * planning everybody together costs. The quickest of several rounds counts, because what else the machine does
 * only adds to one.
 */
export function measurePlanner(): { readonly checks: Check[]; readonly times: Times } {
  const small = Array.from({ length: TIMES_LARGER }, () => scaleWorld(1_000, 5_000));
  const large = scaleWorld(1_000 * TIMES_LARGER, 5_000 * TIMES_LARGER);
  let ones = Number.POSITIVE_INFINITY;
  let ten = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    ones = Math.min(
      ones,
      msOf(() => {
        for (const world of small) planScale(world);
      }),
    );
    ten = Math.min(
      ten,
      msOf(() => planScale(large)),
    );
  }
  const one = ones / TIMES_LARGER;
  return {
    checks: [atMost("planner: growth from 1x to 10x", ten / one, GROWTH_MAX)],
    times: { "planner, 1,000 members": one, "planner, 10,000 members": ten },
  };
}
