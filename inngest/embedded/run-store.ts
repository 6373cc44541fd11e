import type { Run, RunStatus } from "./run";
import { isUlid } from "./ulid";

/** A run as `/runs` shows it: ids and states, no event data, no step output. */
export interface RunView {
  readonly id: string;
  readonly function: string;
  readonly status: RunStatus;
  readonly event: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly attempts: number;
  /** When it goes on by itself: the end of its sleep, back-off or delayed start. */
  readonly waitingUntil: string | null;
  readonly error: { readonly name: string; readonly message: string } | null;
}

export interface RunFilter {
  readonly limit?: number;
  /** A function id, with or without the app's prefix. */
  readonly function?: string;
  readonly status?: string;
}

const FINISHED_MAX = 2_000;
const OUTPUT_KEPT_MAX_BYTES = 16 * 1024;

/** Every run that is not over, and the last 2,000 that are. */
export class RunStore {
  private readonly active = new Map<string, Run>();
  private readonly finished = new Map<string, Run>();

  add(run: Run): void {
    this.active.set(run.id, run);
  }

  /** Moves a run to the finished ones, forgetting its state and the oldest of them. */
  finish(run: Run): void {
    this.active.delete(run.id);
    run.state.clear();
    if (JSON.stringify(run.output ?? null).length > OUTPUT_KEPT_MAX_BYTES) run.output = null;
    this.finished.set(run.id, run);
    for (const id of this.finished.keys()) {
      if (this.finished.size <= FINISHED_MAX) break;
      this.finished.delete(id);
    }
  }

  get counts(): { readonly active: number; readonly finished: number } {
    return { active: this.active.size, finished: this.finished.size };
  }

  get(id: string): Run | undefined {
    return this.active.get(id) ?? this.finished.get(id);
  }

  /** Newest first. */
  list({ limit = 100, function: fn, status }: RunFilter = {}): RunView[] {
    const all = [...this.finished.values(), ...this.active.values()].filter(
      (run) =>
        (fn === undefined || run.fn.id === fn || run.fn.id.endsWith(`-${fn}`)) &&
        (status === undefined || run.status.toLowerCase() === status.toLowerCase()),
    );
    all.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (b.id < a.id ? -1 : 1));
    return all.slice(0, limit).map(viewOf);
  }

  /** The runs an event started; null when the id cannot be an event's. */
  ofEvent(internalEventId: string): Run[] | null {
    if (!isUlid(internalEventId)) return null;
    return [...this.active.values(), ...this.finished.values()].filter(
      (run) => run.internalEventId === internalEventId,
    );
  }
}

function viewOf(run: Run): RunView {
  return {
    id: run.id,
    function: run.fn.id,
    status: run.status,
    event: run.event.name,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    attempts: run.attempts,
    waitingUntil: run.waitingUntil?.toISOString() ?? null,
    error: run.error,
  };
}
