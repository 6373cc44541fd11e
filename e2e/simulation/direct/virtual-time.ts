import type { Timer } from "@/inngest/embedded/timers";
import { type Clock, realClock } from "@/lib/clock";

interface Entry {
  readonly at: number;
  readonly order: number;
  fire: (() => void) | null;
}

/** Turns of the event loop without a statement under way after which nobody has anything left to do. */
const QUIET_TURNS = 2;

const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * The one clock of a play. Whoever waits is parked until the loop reaches that instant; one is woken at a time, and
 * the next only when all that follows has come to rest. So what happens depends on the script alone, and nothing
 * waits in real time but for statements of the database.
 */
export class VirtualTime {
  private readonly heap: Entry[] = [];
  private added = 0;
  private underWay = 0;
  private onIdle: (() => void) | null = null;
  /** How often somebody was woken: for counts. */
  wakes = 0;
  /** Real ms after each turn without anything happening; for plays in which others hop through the event loop. */
  patienceMs = 0;

  constructor(private at: number) {}

  get nowMs(): number {
    return this.at;
  }

  now(): Date {
    return new Date(this.at);
  }

  schedule(at: number, fire: () => void): Timer {
    const entry: Entry = { at: Math.max(at, this.at), order: this.added++, fire };
    this.push(entry);
    return {
      due: new Date(entry.at),
      cancel: () => {
        entry.fire = null;
      },
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = this.schedule(this.at + ms, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
      return undefined;
    });
  }

  /** Work of the outside world in real time, a statement of the database: the loop waits for it. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work;
    } finally {
      this.end();
    }
  }

  /** Something of the outside world is under way from here on, until `end`. */
  begin(): void {
    this.underWay += 1;
  }

  end(): void {
    this.underWay -= 1;
    if (this.underWay === 0) this.onIdle?.();
  }

  /** Waits until everybody is parked or done. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      if (this.underWay > 0) {
        await new Promise<void>((resolve) => {
          this.onIdle = resolve;
        });
        this.onIdle = null;
        quiet = 0;
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (this.patienceMs > 0 && this.underWay === 0) await realClock.sleep(this.patienceMs);
      if (this.underWay === 0) quiet += 1;
    }
  }

  /** Wakes everybody whose instant is not after `until`, in order, and stands at `until` then. */
  async runUntil(until: number): Promise<void> {
    await this.settle();
    for (let next = this.peek(); next !== undefined && next.at <= until; next = this.peek()) {
      this.pop();
      this.at = Math.max(this.at, next.at);
      this.wakes += 1;
      next.fire?.();
      await this.settle();
    }
    this.at = Math.max(this.at, until);
  }

  /** Runs on until `work` is done; for what a person does and waits for. */
  async complete<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    await this.settle();
    while (!isDone) {
      const next = this.peek();
      if (next === undefined) throw new Error("everybody waits for nothing");
      this.pop();
      this.at = Math.max(this.at, next.at);
      this.wakes += 1;
      next.fire?.();
      await this.settle();
    }
    return work;
  }

  /** Its time-outs never come: how long something takes is decided by the play. */
  clock(): Clock {
    return {
      now: () => this.now(),
      sleep: (ms, signal) => this.sleep(ms, signal),
      timeoutSignal: () => new AbortController().signal,
      monotonicMs: () => this.at,
    };
  }

  private peek(): Entry | undefined {
    while (this.heap[0] && this.heap[0].fire === null) this.pop();
    return this.heap[0];
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !before(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && before(right, left);
      const child = isRight ? right : left;
      if (!before(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
