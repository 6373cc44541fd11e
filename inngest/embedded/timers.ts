export interface Timer {
  readonly due: Date;
  cancel(): void;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

const earlier = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** What is due when. A binary heap, since thousands of edges may sleep at once. Knows no clock. */
export class Timers {
  private readonly heap: Entry[] = [];
  private added = 0;

  add(due: Date, fire: () => void): Timer {
    const entry: Entry = { at: due.getTime(), order: this.added++, fire, cancelled: false };
    this.heap.push(entry);
    this.up(this.heap.length - 1);
    return {
      due,
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  /** The earliest instant something is due, or null. */
  next(): Date | null {
    while (this.heap[0]?.cancelled) this.pop();
    return this.heap[0] ? new Date(this.heap[0].at) : null;
  }

  /** Fires everything due at `now`, in order of due time, then of adding. */
  fireDue(now: Date): void {
    for (let next = this.next(); next !== null && next <= now; next = this.next()) this.pop()?.fire();
  }

  private pop(): Entry | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (last !== undefined && last !== first) {
      this.heap[0] = last;
      this.down(0);
    }
    return first;
  }

  private up(start: number): void {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.swapIfEarlier(i, parent)) return;
      i = parent;
    }
  }

  private down(start: number): void {
    for (let i = start; ; ) {
      const [left, right] = [this.heap[2 * i + 1], this.heap[2 * i + 2]];
      if (left === undefined) return;
      const child = right !== undefined && earlier(right, left) ? 2 * i + 2 : 2 * i + 1;
      if (!this.swapIfEarlier(child, i)) return;
      i = child;
    }
  }

  private swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.heap[child], this.heap[parent]];
    if (a === undefined || b === undefined || !earlier(a, b)) return false;
    this.heap[child] = b;
    this.heap[parent] = a;
    return true;
  }
}
