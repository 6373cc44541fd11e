import type { Clock } from "../../../lib/clock";

interface Limit {
  readonly windowMs: number;
  readonly calls: number;
  readonly methods: "all" | "reads" | "writes";
}
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The two published versions of the limits. */
const limits: Readonly<Record<"newer" | "older", readonly Limit[]>> = {
  newer: [
    { windowMs: 100, calls: 1, methods: "all" },
    { windowMs: minute, calls: 120, methods: "all" },
    { windowMs: hour, calls: 5_000, methods: "all" },
    { windowMs: day, calls: 200_000, methods: "all" },
    { windowMs: minute, calls: 60, methods: "writes" },
    { windowMs: day, calls: 5_000, methods: "writes" },
  ],
  older: [
    { windowMs: 100, calls: 10, methods: "reads" },
    { windowMs: minute, calls: 60, methods: "writes" },
    { windowMs: day, calls: 2_500, methods: "writes" },
  ],
};

/** Sliding windows over accepted calls, per credential. Follows the simulated clock; not kept over a restart. */
export class Throttle {
  private readonly accepted = new Map<string, { at: number; write: boolean }[]>();

  constructor(private readonly clock: Clock) {}

  /** Whether the call may pass; a refused one is not counted. */
  allows(key: string, method: string, version: "newer" | "older"): boolean {
    const now = this.clock.now().getTime();
    const write = method !== "GET";
    const calls = this.accepted.get(key) ?? [];
    while (calls[0] && now - calls[0].at >= day) calls.shift();
    const fits = limits[version].every((limit) => {
      if (limit.methods !== "all" && (limit.methods === "writes") !== write) return true;
      return this.within(calls, now, limit) < limit.calls;
    });
    if (fits) calls.push({ at: now, write });
    this.accepted.set(key, calls);
    return fits;
  }

  private within(calls: readonly { at: number; write: boolean }[], now: number, limit: Limit): number {
    let count = 0;
    for (let i = calls.length - 1; i >= 0; i -= 1) {
      const call = calls[i];
      if (!call || now - call.at >= limit.windowMs) break;
      if (limit.methods === "all" || (limit.methods === "writes") === call.write) count += 1;
    }
    return count;
  }

  reset(): void {
    this.accepted.clear();
  }
}
