import type { Run } from "./run";

/** One call that should be made: a discovery call, or one for a planned step. */
export interface Call {
  readonly run: Run;
  /** The hashed id of the planned step, or null for a discovery call. */
  readonly target: string | null;
  /** 0-based. */
  readonly attempt: number;
  readonly onlyPlan: boolean;
  /** A leg of a race: the function is asked again as soon as it is over. */
  readonly race: boolean;
}

const IN_FLIGHT_MAX = 200;

/**
 * Calls that may be made now, and the limits that hold them back.
 *
 * Order: the start of the run minus its head start, so that a run that began goes on before another
 * begins. A limit counts executing calls; a run that sleeps or backs off holds no place.
 */
export class CallQueue {
  private ready: { readonly call: Call; readonly rank: number; readonly order: number }[] = [];
  private readonly taken = new Map<string, number>();
  private readonly running = new Set<Call>();

  get inFlight(): ReadonlySet<Call> {
    return this.running;
  }

  get waiting(): number {
    return this.ready.length;
  }

  push(call: Call): void {
    const item = { call, rank: call.run.startedAt.getTime() - call.run.headStartMs, order: call.run.order };
    let low = 0;
    let high = this.ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.ready[middle];
      if (other && (other.rank < item.rank || (other.rank === item.rank && other.order <= item.order)))
        low = middle + 1;
      else high = middle;
    }
    this.ready.splice(low, 0, item);
  }

  /** Takes every call that has a free place, in order. The caller makes them and calls `done`. */
  take(): Call[] {
    const taken: Call[] = [];
    const left: typeof this.ready = [];
    for (const item of this.ready) {
      if (item.call.run.isOver) continue;
      const { slots } = item.call.run;
      if (
        this.running.size < IN_FLIGHT_MAX &&
        slots.every((slot) => (this.taken.get(slot.id) ?? 0) < slot.limit)
      ) {
        for (const slot of slots) this.taken.set(slot.id, (this.taken.get(slot.id) ?? 0) + 1);
        this.running.add(item.call);
        taken.push(item.call);
      } else {
        left.push(item);
      }
    }
    this.ready = left;
    return taken;
  }

  done(call: Call): void {
    this.running.delete(call);
    for (const slot of call.run.slots) {
      const count = (this.taken.get(slot.id) ?? 1) - 1;
      if (count > 0) this.taken.set(slot.id, count);
      else this.taken.delete(slot.id);
    }
  }
}
