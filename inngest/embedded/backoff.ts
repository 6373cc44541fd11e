const MINUTE_MS = 60_000;

/** Waits before attempt 2, 3, ... as an Inngest server keeps them; the last one repeats. */
const BASE_MS = [
  15_000,
  30_000,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  40 * MINUTE_MS,
  60 * MINUTE_MS,
  120 * MINUTE_MS,
] as const;
const JITTER_MS = 30_000;
const RETRY_AFTER_MAX_MS = 24 * 60 * MINUTE_MS;

export interface RetryQuestion {
  /** 0-based number of the attempt that failed. */
  readonly failedAttempt: number;
  /** The `retry-after` header: whole seconds or a date; anything else is ignored. */
  readonly retryAfter: string | null;
  readonly now: Date;
  /** 0 <= x < 1 */
  readonly random: number;
}

/** When the next attempt is due, on the engine's clock. `retry-after` wins, capped at 24 h. */
export function nextAttemptAt({ failedAttempt, retryAfter, now, random }: RetryQuestion): Date {
  const asked = retryAfter === null ? null : retryAfterMs(retryAfter.trim(), now);
  if (asked !== null) return new Date(now.getTime() + Math.min(Math.max(asked, 0), RETRY_AFTER_MAX_MS));
  const base = BASE_MS[Math.min(failedAttempt, BASE_MS.length - 1)] ?? 0;
  return new Date(now.getTime() + base + Math.floor(random * JITTER_MS));
}

function retryAfterMs(header: string, now: Date): number | null {
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : at - now.getTime();
}
