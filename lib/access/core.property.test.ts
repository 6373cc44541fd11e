import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf } from "./testing/coverage";
import { INVARIANTS, REAL } from "./testing/invariants";
import { worlds } from "./testing/worlds";

const RUNS = 1_000;
/** Fixed, so that a red run is the same run for everybody. */
const SEED = 20_260_329;
const LEAST_SHARE = 0.05;

describe("the core keeps its promises in every generated world", () => {
  it.each(Object.entries(INVARIANTS))("%s", (_, invariant) => {
    fc.assert(
      fc.property(worlds, (world) => invariant(REAL, world)),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

describe("the worlds are worth having", () => {
  // Without it the invariants could hold because the hard cases never occur.
  it(`shows every hard case in at least ${LEAST_SHARE * 100} % of them`, () => {
    const shares = coverageOf(fc.sample(worlds, { numRuns: RUNS, seed: SEED }));
    console.table(shares);
    for (const [feature, share] of Object.entries(shares)) {
      expect(share, `share of worlds with: ${feature}`).toBeGreaterThanOrEqual(LEAST_SHARE);
    }
  });
});
