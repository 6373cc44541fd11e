import fc from "fast-check";

/**
 * Made-up inputs are the same in every run: a run that fails can be looked at again, and one that passes passes for
 * everybody. New ones are tried by changing this number, or by a seed of its own in a test.
 */
const SEED = 20_261_129;

fc.configureGlobal({ seed: SEED });
