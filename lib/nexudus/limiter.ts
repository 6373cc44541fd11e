import type { Clock } from "@/lib/clock";

export type CallKind = "read" | "write";
/** Who goes first when calls queue: what closes a door, then webhooks before polls before reconcile. */
export type CallPriority = "ending" | "webhook" | "poll" | "reconcile";

/** Says that a call was answered. Repeat: does nothing. */
export type Answered = () => void;

/** Permission to call. One per installation, and one for the deployment above it. */
export interface CallBudget {
  /**
   * Resolves when the call may start. Each resolve spends one call; it is never given back. What it resolves with is
   * to be called when the answer is there, whatever it says.
   */
  take(kind: CallKind, priority: CallPriority): Promise<Answered>;
  /** The platform said "wait": nobody starts for `ms`. A shorter pause never ends a longer one. */
  pause(ms: number): void;
}

export interface BudgetLimits {
  readonly spacing: Spacing;
  readonly buckets: readonly BucketLimit[];
}
/** Least distances, ms. */
interface Spacing {
  /** Between two starts. */
  readonly startMs: number;
  /** From an answer to the next start: it proves that the call had arrived. */
  readonly answeredMs: number;
  /** Between two starts while there is no answer: longer than any call is on its way. At least `startMs`. */
  readonly unansweredMs: number;
}
export const NO_SPACING: Spacing = { startMs: 0, answeredMs: 0, unansweredMs: 0 };

interface BucketLimit {
  readonly kinds: readonly CallKind[];
  readonly perMinute: number;
  /** How many may go at once after a rest. perMinute + burst is the most that any minute can see. */
  readonly burst: number;
}

const BOTH: readonly CallKind[] = ["read", "write"];

/**
 * One installation. The platform allows one call per 100 ms, 120 a minute, 5,000 an hour, and 60 writes a
 * minute, 2,500 a day (the stricter of two published versions): rate + burst stays below each of them.
 * Source: developers.nexudus.com/reference/api-limitations. UNVERIFIED: what the counters are keyed by.
 */
export const INSTALLATION_LIMITS: BudgetLimits = {
  // Counted by arrival: one that was long on its way and a quick one arrive closer together than they left, and being
  // refused costs a second. With the way back and forth, 80 ms after an answer are 100 at the platform.
  spacing: { startMs: 110, answeredMs: 80, unansweredMs: 300 },
  buckets: [
    { kinds: BOTH, perMinute: 100, burst: 15 },
    { kinds: BOTH, perMinute: 75, burst: 450 },
    { kinds: ["write"], perMinute: 50, burst: 8 },
    { kinds: ["write"], perMinute: 2_000 / 1_440, burst: 400 },
  ],
};

/** The whole deployment, should Nexudus count by address. UNVERIFIED: no such limit is published. */
export const DEPLOYMENT_LIMITS: BudgetLimits = {
  spacing: NO_SPACING,
  buckets: [{ kinds: BOTH, perMinute: 1_200, burst: 60 }],
};

const ORDER: Record<CallPriority, number> = { ending: 0, webhook: 1, poll: 2, reconcile: 3 };

interface Waiting {
  readonly kind: CallKind;
  readonly rank: number;
  readonly go: (answered: Answered) => void;
}

/**
 * An in-memory budget: token buckets on the clock, a least distance between two calls, waiting calls in
 * order of priority, then of arrival. A queued write that has no token does not hold up a read behind it.
 * Lives in one process only.
 */
export function createCallBudget(clock: Clock, limits: BudgetLimits = INSTALLATION_LIMITS): CallBudget {
  const buckets = limits.buckets.map((limit) => ({ limit, tokens: limit.burst }));
  const nowMs = () => clock.now().getTime();
  const waiting: Waiting[] = [];
  let refilledAt = nowMs();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let spacedUntil = Number.NEGATIVE_INFINITY;
  let started = 0;
  let armedFor: number | null = null;

  function refill(at: number): void {
    // A clock that was set back counts as no time passed.
    const elapsedMs = Math.max(0, at - refilledAt);
    refilledAt = at;
    for (const bucket of buckets) {
      const gained = (elapsedMs * bucket.limit.perMinute) / 60_000;
      bucket.tokens = Math.min(bucket.limit.burst, bucket.tokens + gained);
    }
  }

  /** When a call of this kind could start, given what is in the buckets now. */
  function readyAt(kind: CallKind, at: number): number {
    let ready = Math.max(at, pausedUntil, spacedUntil);
    for (const { limit, tokens } of buckets) {
      if (!limit.kinds.includes(kind) || tokens >= 1) continue;
      ready = Math.max(ready, at + Math.ceil(((1 - tokens) * 60_000) / limit.perMinute));
    }
    return ready;
  }

  function serve(): void {
    for (;;) {
      const at = nowMs();
      refill(at);
      const index = waiting.findIndex((w) => readyAt(w.kind, at) <= at);
      if (index < 0) break;
      const [next] = waiting.splice(index, 1);
      if (!next) break;
      for (const bucket of buckets) if (bucket.limit.kinds.includes(next.kind)) bucket.tokens -= 1;
      next.go(startedAt(at));
    }
    arm();
  }

  /** The next one waits for the answer to this one, though not long. */
  function startedAt(at: number): Answered {
    const { startMs, answeredMs, unansweredMs } = limits.spacing;
    started += 1;
    const own = started;
    spacedUntil = at + unansweredMs;
    return () => {
      // Another one is on its way.
      if (own !== started) return;
      spacedUntil = Math.min(spacedUntil, Math.max(at + startMs, nowMs() + answeredMs));
      arm();
    };
  }

  /** Sleeps until the first waiting call can start. A sleep that became superfluous does no harm. */
  function arm(): void {
    if (waiting.length === 0) return;
    const at = nowMs();
    const due = Math.min(...[...new Set(waiting.map((w) => w.kind))].map((kind) => readyAt(kind, at)));
    if (armedFor !== null && armedFor <= due) return;
    armedFor = due;
    void clock.sleep(Math.max(1, due - at)).then(() => {
      if (armedFor === due) armedFor = null;
      serve();
    });
  }

  return {
    take: (kind, priority) =>
      new Promise((resolve) => {
        const rank = ORDER[priority];
        const behind = waiting.findIndex((w) => w.rank > rank);
        waiting.splice(behind < 0 ? waiting.length : behind, 0, { kind, rank, go: resolve });
        serve();
      }),
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, nowMs() + ms);
    },
  };
}

/** Several budgets as one: a call needs leave from each, the narrowest (own) first. */
export function stackBudgets(own: CallBudget, ...above: readonly CallBudget[]): CallBudget {
  return {
    async take(kind, priority) {
      const answered = [await own.take(kind, priority)];
      for (const budget of above) answered.push(await budget.take(kind, priority));
      return () => {
        for (const tell of answered) tell();
      };
    },
    // Only the installation was told to wait; the others have done nothing wrong.
    pause: (ms) => own.pause(ms),
  };
}
