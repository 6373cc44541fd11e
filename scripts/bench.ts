import { planScale, scaleWorld } from "../lib/access/testing/scale";
import { realClock } from "../lib/clock";

/** `npm run bench`: a whole pass of the core at two sizes. Fails when ten times the size takes over twelve times as long. */
const GROWTH_MAX = 12;
const ROUNDS = 3;

function secondsFor(members: number, bookings: number): number {
  const world = scaleWorld(members, bookings);
  const times = Array.from({ length: ROUNDS }, () => {
    const began = realClock.monotonicMs();
    planScale(world);
    return (realClock.monotonicMs() - began) / 1000;
  });
  return Math.min(...times);
}

const small = secondsFor(1_000, 5_000);
const large = secondsFor(10_000, 50_000);
const growth = large / small;
console.log(` 1,000 members,  5,000 bookings: ${small.toFixed(3)} s`);
console.log(`10,000 members, 50,000 bookings: ${large.toFixed(3)} s`);
console.log(`growth ${growth.toFixed(1)} (at most ${GROWTH_MAX})`);
process.exit(growth <= GROWTH_MAX ? 0 : 1);
