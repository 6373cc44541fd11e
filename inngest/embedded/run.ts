import type { FunctionConfig } from "./declarations";
import type { EventPayload } from "./event-intake";

export type RunStatus = "Scheduled" | "Running" | "Completed" | "Failed";

export interface RunError {
  readonly name: string;
  readonly message: string;
}

/** A step's outcome in the form an Inngest server keeps and sends it. */
export type StepState = { readonly data: unknown } | { readonly error: unknown } | null;

/** One run of one function. Its state lives here and nowhere else: a restart loses it. */
export class Run {
  private static created = 0;
  /** Runs of one instant take their turns in the order they were made. */
  readonly order = Run.created++;
  status: RunStatus = "Scheduled";
  /** -1 until the app answered with ops once, then 2. */
  version = -1;
  readonly state = new Map<string, StepState>();
  /** Hashed step ids in order of completion. */
  readonly stack: string[] = [];
  /** Planned or sleeping steps of the current group. */
  readonly pending = new Set<string>();
  /** A discovery call is queued or under way; one at a time, or a step would be planned twice. */
  discovering = false;
  /** A leg of a race ended meanwhile: discover again after that call. */
  discoverAgain = false;
  /** Calls made so far. */
  calls = 0;
  /** The most attempts any of its calls needed. */
  attempts = 0;
  endedAt: Date | null = null;
  waitingUntil: Date | null = null;
  error: RunError | null = null;
  output: unknown = null;

  constructor(
    readonly id: string,
    readonly fn: FunctionConfig,
    /** The event's id as the server gave it, under which `/v1/events/{id}/runs` finds the run. */
    readonly internalEventId: string,
    readonly event: EventPayload,
    readonly startedAt: Date,
    readonly slots: readonly { readonly id: string; readonly limit: number }[],
    readonly headStartMs: number,
  ) {}

  get isOver(): boolean {
    return this.status === "Completed" || this.status === "Failed";
  }

  /** Stores a step's outcome. A step that is already stored keeps its first one. */
  store(stepId: string, outcome: StepState): void {
    this.pending.delete(stepId);
    if (this.state.has(stepId)) return;
    this.state.set(stepId, outcome);
    this.stack.push(stepId);
  }
}
