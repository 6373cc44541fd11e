import { sourceKey } from "./keys";
import type { RevokeBasis, Source, SourceStanding, Window } from "./types";
import { isOver } from "./windows";

/** What is known about the records that rights come from. */
export interface ProofContext {
  readonly now: Date;
  readonly standings: ReadonlyMap<string, SourceStanding>;
  /** Keys of sources that some desired grant rests on: read, whatever `standings` says. Made when first asked for. */
  mentioned(): ReadonlySet<string>;
  readonly platformComplete: boolean;
}

/** Why something may be taken away, and whether that is proven well enough to do it now. */
export interface Proof {
  readonly basis: RevokeBasis;
  readonly isProven: boolean;
}

/**
 * Absence needs proof, endings do not (design D6).
 *
 * | the row                              | basis        | proven                    |
 * |--------------------------------------|--------------|---------------------------|
 * | its window has passed                | window_ended | always                    |
 * | every source was read                | withdrawn    | always                    |
 * | a source is gone, the others were read or are gone | unseen | platform read complete |
 * | a source was merely not seen         | unseen       | never                     |
 * | names no source                      | unseen       | never                     |
 */
export function proofOf(
  row: { readonly window: Window; readonly sources: readonly Source[] },
  context: ProofContext,
): Proof {
  if (isOver(row.window, context.now)) return { basis: "window_ended", isProven: true };
  let isAnyGone = false;
  for (const source of row.sources) {
    const key = sourceKey(source);
    const told = context.standings.get(key);
    const standing = told !== "known" && context.mentioned().has(key) ? "known" : told;
    if (standing === undefined) return { basis: "unseen", isProven: false };
    if (standing === "gone") isAnyGone = true;
  }
  if (row.sources.length === 0) return { basis: "unseen", isProven: false };
  if (isAnyGone) return { basis: "unseen", isProven: context.platformComplete };
  return { basis: "withdrawn", isProven: true };
}

/**
 * The same for an object that carries our mark but is missing from the ledger, so that its reasons are
 * unknown: it goes when its window has passed, else only under a complete platform read.
 */
export function proofOfStray(window: Window | null, context: ProofContext): Proof {
  if (window !== null && isOver(window, context.now)) return { basis: "window_ended", isProven: true };
  return { basis: "unseen", isProven: context.platformComplete };
}
