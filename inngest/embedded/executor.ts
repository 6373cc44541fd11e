import type { Clock } from "@/lib/clock";
import type { AppAnswer } from "./app-client";
import { nextAttemptAt } from "./backoff";
import type { Call, CallQueue } from "./call-queue";
import { canonicalJson } from "./canonical-json";
import type { AppConnection } from "./contract";
import type { EngineLog } from "./log";
import { errorState, type Op, readOp, sleepEnd } from "./ops";
import type { Run, RunError } from "./run";
import type { Timers } from "./timers";

export interface ExecutorParts {
  readonly app: Pick<AppConnection, "call">;
  readonly clock: Clock;
  readonly queue: CallQueue;
  readonly timers: Timers;
  readonly log: EngineLog;
  readonly random: () => number;
  /** How much too early sleeps end, in ms; real servers are up to 450 ms early. */
  readonly earlyWakeMs: number;
  /** A run ended; `result` is its value or the raw error. */
  readonly onEnd: (run: Run, result: unknown) => void;
  readonly onReachable: (isReachable: boolean) => void;
  /** A call was answered and handled. */
  readonly onAnswered: () => void;
}

type OpsAnswer = Extract<AppAnswer, { kind: "ops" }>;

const SLEEP_MAX_MS = 366 * 86_400_000;
const OUTPUT_MAX_BYTES = 4 * 1024 * 1024;

/** Makes the calls and turns the app's answers into state, timers and further calls. */
export class Executor {
  calls = 0;

  constructor(private readonly parts: ExecutorParts) {}

  /** Starts every call that may be made now. */
  drain(): void {
    for (const call of this.parts.queue.take()) void this.make(call);
  }

  /** Asks the function what comes next, now or at `due`. */
  discover(run: Run, due: Date | null = null, onlyPlan = false): void {
    if (run.discovering) {
      run.discoverAgain = true;
      return;
    }
    run.discovering = true;
    this.schedule({ run, target: null, attempt: 0, onlyPlan, race: false }, due);
  }

  /** Ends a run as failed for a reason of the engine's own. */
  refuse(run: Run, error: RunError): void {
    this.fail(run, { ...error, stack: "" });
  }

  private schedule(call: Call, due: Date | null): void {
    const { clock, queue, timers } = this.parts;
    if (due === null || due <= clock.now()) {
      queue.push(call);
      return;
    }
    call.run.waitingUntil = due;
    timers.add(due, () => {
      if (!call.run.isOver) queue.push(call);
    });
  }

  private async make(call: Call): Promise<void> {
    const { app, queue, log } = this.parts;
    const { run } = call;
    this.calls += 1;
    run.calls += 1;
    run.attempts = Math.max(run.attempts, call.attempt + 1);
    run.status = "Running";
    run.waitingUntil = null;
    const body = canonicalJson(this.bodyOf(call));
    if (Buffer.byteLength(body) > OUTPUT_MAX_BYTES) {
      this.refuse(run, {
        name: "StateTooLarge",
        message: "the run's state is over 4 MiB, which the embedded engine does not carry",
      });
    } else {
      const answer = await app.call({
        fnId: run.fn.id,
        stepId: call.target ?? "step",
        runId: run.id,
        version: run.version,
        body,
      });
      this.parts.onReachable(answer.kind !== "unreachable");
      if (!run.isOver) this.handle(call, answer);
      if (answer.kind === "unreachable") {
        log.warn("call not answered by the app", {
          function: run.fn.id,
          runId: run.id,
          attempt: call.attempt,
          reason: answer.reason,
        });
      }
    }
    queue.done(call);
    this.parts.onAnswered();
  }

  private bodyOf({ run, target, attempt, onlyPlan }: Call) {
    return {
      version: run.version,
      event: run.event,
      events: [run.event],
      steps: Object.fromEntries(run.state),
      use_api: false,
      ctx: {
        run_id: run.id,
        attempt,
        max_attempts: run.fn.maxAttempts,
        disable_immediate_execution: target !== null || onlyPlan,
        env: "",
        step_id: "step",
        use_api: false,
        stack: { stack: [...run.stack], current: run.stack.length },
      },
    };
  }

  private handle(call: Call, answer: AppAnswer): void {
    switch (answer.kind) {
      case "returned":
        this.complete(call.run, answer.data);
        break;
      case "refused":
        if (answer.noRetry) this.fail(call.run, answer.error);
        else this.retry(call, answer.retryAfter, answer.error);
        break;
      case "unreachable":
        this.retry(call, answer.retryAfter, { name: "AppUnreachable", message: answer.reason });
        break;
      case "ops":
        this.handleOps(call, answer);
        break;
      default:
        answer satisfies never;
    }
  }

  private handleOps(call: Call, answer: OpsAnswer): void {
    const { run } = call;
    run.version = 2;
    if (call.target === null) run.discovering = false;
    else run.pending.delete(call.target);
    for (const candidate of answer.ops) {
      const goesOn = this.apply(call, readOp(candidate), answer);
      if (!goesOn) return;
    }
    const again = run.discoverAgain;
    run.discoverAgain = false;
    if (answer.ops.length === 0) {
      this.refuse(run, {
        name: "NoProgress",
        message: "the app answered without a step, an error or a result",
      });
    } else if (run.pending.size === 0 || call.race || again) {
      this.discover(run);
    }
  }

  /** Does what one op asks for. False when the run ended, or when the same call is made again later. */
  private apply(call: Call, op: Op, answer: OpsAnswer): boolean {
    const { run } = call;
    switch (op.op) {
      case "StepRun":
        if (Buffer.byteLength(JSON.stringify(op.data ?? null)) <= OUTPUT_MAX_BYTES) {
          run.store(op.id, { data: op.data ?? null });
          return true;
        }
        this.refuse(run, { name: "OutputTooLarge", message: `step "${op.name}" returned more than 4 MiB` });
        return false;
      case "StepFailed":
        run.store(op.id, { error: errorState(op.error) });
        return true;
      case "StepError":
        if (answer.noRetry || call.attempt + 1 >= run.fn.maxAttempts) {
          run.store(op.id, { error: errorState(op.error) });
          return true;
        }
        if (call.target === null) run.discovering = true;
        else run.pending.add(call.target);
        this.retry(call, answer.retryAfter, op.error);
        return false;
      case "StepPlanned":
        this.plan(run, op);
        return true;
      case "Sleep":
        return this.sleep(run, op, answer.ops.length > 1);
      case "RunComplete":
        this.complete(run, op.data ?? null);
        return false;
      default:
        this.refuse(run, {
          name: "UnsupportedOperation",
          message: `${op.op} (step "${op.name}") is not supported by the embedded engine`,
        });
        return false;
    }
  }

  /** Plans a step once; a race names steps again that are already under way. */
  private plan(run: Run, op: Op): void {
    if (run.pending.has(op.id) || run.state.has(op.id)) return;
    run.pending.add(op.id);
    this.schedule(
      { run, target: op.id, attempt: 0, onlyPlan: true, race: op.opts?.parallelMode === "race" },
      null,
    );
  }

  /** Starts a sleep; false when the run failed over it. */
  private sleep(run: Run, op: Op, inGroup: boolean): boolean {
    const { clock, timers, earlyWakeMs } = this.parts;
    const now = clock.now();
    const ends = sleepEnd(op.name, now);
    if (ends === null) {
      this.refuse(run, { name: "UnsupportedOperation", message: "a sleep without a readable end" });
      return false;
    }
    if (ends.getTime() - now.getTime() > SLEEP_MAX_MS) {
      this.refuse(run, { name: "InngestErrTimeoutTooLong", message: "a sleep may last at most one year" });
      return false;
    }
    if (run.pending.has(op.id) || run.state.has(op.id)) return true;
    run.pending.add(op.id);
    if (!inGroup) run.waitingUntil = ends;
    const race = op.opts?.parallelMode === "race";
    timers.add(new Date(Math.max(ends.getTime() - earlyWakeMs, now.getTime())), () => {
      if (run.isOver) return;
      run.store(op.id, null);
      if (run.pending.size === 0 || race) this.discover(run, null, inGroup);
    });
    return true;
  }

  private retry(call: Call, retryAfter: string | null, error: unknown): void {
    const { clock, random } = this.parts;
    if (call.attempt + 1 >= call.run.fn.maxAttempts) {
      this.fail(call.run, error);
      return;
    }
    const due = nextAttemptAt({
      failedAttempt: call.attempt,
      retryAfter,
      now: clock.now(),
      random: random(),
    });
    this.schedule({ ...call, attempt: call.attempt + 1 }, due);
  }

  private complete(run: Run, data: unknown): void {
    run.status = "Completed";
    run.output = data;
    this.end(run, data);
  }

  private fail(run: Run, error: unknown): void {
    run.status = "Failed";
    const { name, message } = errorState(error);
    run.error = { name, message };
    this.parts.log.warn("run failed", { function: run.fn.id, runId: run.id, error: name });
    this.end(run, error);
  }

  private end(run: Run, result: unknown): void {
    run.endedAt = this.parts.clock.now();
    run.waitingUntil = null;
    run.pending.clear();
    this.parts.onEnd(run, result);
  }
}
