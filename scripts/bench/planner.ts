import { planScale, scaleWorld } from "../../lib/access/testing/scale";
import { realClock } from "../../lib/clock";
import { atMost, type Check, type Times } from "./checks";

const ROUNDS = 15;
const TIMES_LARGER = 10;
const GROWTH_MAX = 12;

interface Cost {
  readonly ms: number;
  /** Of all threads of this process: what others do with the processor is not in it. */
  readonly processorMs: number;
}

function costOf(work: () => unknown): Cost {
  const began = realClock.monotonicMs();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { ms: realClock.monotonicMs() - began, processorMs: (user + system) / 1_000 };
}

/**
 * How planning grows from 1,000 members to ten times as many, in time of the processor. Ten small worlds, each with
 * data of its own, are measured against one large one, so that both walk as much memory and leave as much garbage:
 * what is left is what planning everybody together costs. Each round compares the two side by side, since a busy
 * machine slows both, and the middle one of the rounds counts.
 */
export function measurePlanner(): { readonly checks: Check[]; readonly times: Times } {
  const small = Array.from({ length: TIMES_LARGER }, () => scaleWorld(1_000, 5_000));
  const large = scaleWorld(1_000 * TIMES_LARGER, 5_000 * TIMES_LARGER);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ones: costOf(() => {
      for (const world of small) planScale(world);
    }),
    ten: costOf(() => planScale(large)),
  }));
  const growths = rounds
    .map(({ ones, ten }) => (TIMES_LARGER * ten.processorMs) / ones.processorMs)
    .sort((a, b) => a - b);
  const growth = growths[Math.floor(ROUNDS / 2)] ?? Number.POSITIVE_INFINITY;
  return {
    checks: [atMost("planner: growth from 1x to 10x", growth, GROWTH_MAX)],
    times: {
      "planner, 1,000 members": Math.min(...rounds.map(({ ones }) => ones.ms)) / TIMES_LARGER,
      "planner, 10,000 members": Math.min(...rounds.map(({ ten }) => ten.ms)),
    },
  };
}
