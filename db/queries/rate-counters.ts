import { sql } from "drizzle-orm";
import type { Db } from "../client";
import { rateCounters } from "../schema";

/** Far above any limit, far below what the column holds. */
const COUNT_MAX = 1_000_000;

export interface CountedCall {
  /** Calls since `windowStart`, this one included. */
  readonly count: number;
  readonly windowStart: Date;
}

/**
 * Counts one call. The window begins with the first call after the last window ended. One statement, so of any
 * number of calls at one time each gets a number of its own. A start ahead of `now` by more than the window was
 * written by a clock that was wrong and is forgotten.
 *
 * No tenant: the address is limited before anybody is known.
 */
export async function countCall(
  db: Db,
  call: {
    readonly bucket: string;
    readonly addressHash: string;
    /** Real time. */
    readonly now: Date;
    readonly windowMs: number;
  },
): Promise<CountedCall> {
  const { bucket, addressHash, now, windowMs } = call;
  const at = (ms: number) => sql`${new Date(now.getTime() + ms).toISOString()}::timestamptz`;
  const isOver = sql`(${rateCounters.windowStart} <= ${at(-windowMs)} or ${rateCounters.windowStart} > ${at(windowMs)})`;
  const [counted] = await db
    .insert(rateCounters)
    .values({ bucket, addressHash, windowStart: now, count: 1 })
    .onConflictDoUpdate({
      target: [rateCounters.bucket, rateCounters.addressHash],
      set: {
        count: sql`case when ${isOver} then 1 else least(${rateCounters.count} + 1, ${COUNT_MAX}::int) end`,
        windowStart: sql`case when ${isOver} then excluded.window_start else ${rateCounters.windowStart} end`,
      },
    })
    .returning({ count: rateCounters.count, windowStart: rateCounters.windowStart });
  if (!counted) throw new Error("the counter gave no row back");
  return counted;
}
