import { readFileSync } from "node:fs";

/**
 * The only source of time and of waiting (design D8). Everything that decides takes an instant as a
 * parameter; shells take a `Clock`. A check fails on `Date.now`, `new Date()` or timers elsewhere.
 */
export interface Clock {
  /** The current instant: real time plus the offset of simulator mode. */
  now(): Date;
  /** Resolves once `now()` has reached the current instant plus `ms`; follows a stepped clock. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after `ms` of REAL time, whatever the offset: for network and process time-outs. */
  timeoutSignal(ms: number): AbortSignal;
  /** Real milliseconds since an arbitrary start; for durations in logs only. */
  monotonicMs(): number;
}

const POLL_MS = 20;

function clockFrom(offsetMs: () => number): Clock {
  const now = () => new Date(Date.now() + offsetMs());
  return {
    now,
    async sleep(ms, signal) {
      const due = now().getTime() + ms;
      for (;;) {
        signal?.throwIfAborted();
        const left = due - now().getTime();
        if (left <= 0) return;
        await new Promise((resolve) => setTimeout(resolve, Math.min(left, POLL_MS)));
      }
    },
    timeoutSignal: (ms) => AbortSignal.timeout(ms),
    monotonicMs: () => performance.now(),
  };
}

/** Real time. Session cookies and request signatures always use this one. */
export const realClock: Clock = clockFrom(() => 0);

/**
 * A clock that adds the offset kept in `file` (`{"offsetMs": n}`), written by the embedded engine in
 * simulator mode. Read on every call, so that a step is seen by every process at once; a missing or
 * half-written file keeps the last known offset.
 */
export function followedClock(file: string): Clock {
  let last = 0;
  return clockFrom(() => {
    try {
      const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
      const offset = (parsed as { offsetMs?: unknown } | null)?.offsetMs;
      if (typeof offset === "number" && Number.isFinite(offset)) last = offset;
    } catch {
      // Not written yet, or being replaced: the last known offset stands.
    }
    return last;
  });
}

/** A clock for tests, moved by hand. `sleep` resolves when the clock has been set past its end. */
export function manualClock(start: Date): Clock & { set(to: Date): void; advance(ms: number): void } {
  let at = start.getTime();
  let waiting: { due: number; resolve: () => void }[] = [];
  const settle = () => {
    const due = waiting.filter((w) => w.due <= at);
    waiting = waiting.filter((w) => w.due > at);
    for (const w of due) w.resolve();
  };
  return {
    now: () => new Date(at),
    sleep: (ms) =>
      new Promise((resolve) => {
        waiting.push({ due: at + ms, resolve });
        settle();
      }),
    timeoutSignal: (ms) => AbortSignal.timeout(ms),
    monotonicMs: () => performance.now(),
    set(to) {
      at = to.getTime();
      settle();
    },
    advance(ms) {
      at += ms;
      settle();
    },
  };
}
