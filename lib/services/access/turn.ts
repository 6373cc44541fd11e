import type { Urgency } from "../context";

/** Seconds. */
const HEAD_START = 120;

/**
 * With which turn an apply is asked for: across people, runs that close a door go first (design S4), in the queue and at
 * the vendor's pace. `priority` = seconds of head start in any case.
 */
export const turnOf = (
  isEnding: boolean,
  priority = 0,
): { readonly priority: number; readonly urgency: Urgency } =>
  isEnding ? { priority: priority + HEAD_START, urgency: "ending" } : { priority, urgency: "ordinary" };
