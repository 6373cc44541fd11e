import type { Clock } from "@/lib/clock";
import { FAILED_EVENT, FINISHED_EVENT, type FunctionConfig } from "./declarations";
import type { EventPayload, ReceivedEvent } from "./event-intake";
import type { Expression } from "./expression";
import type { EngineLog } from "./log";
import { errorState } from "./ops";
import { Run, type RunError } from "./run";
import type { Timer, Timers } from "./timers";
import { ulid } from "./ulid";

export interface DispatcherParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: EngineLog;
  /** A run exists; `due` is when it begins. */
  readonly onRun: (run: Run, due: Date) => void;
  /** A run exists and cannot begin. */
  readonly onBrokenRun: (run: Run, error: RunError) => void;
}

const EVENT_ID_KEPT_MS = 24 * 3_600_000;
/** Without a declared time-out a stream of events may not put a run off for longer than this. */
const DEBOUNCE_MAX_MS = 7 * 86_400_000;
const PRIORITY_MAX_SECONDS = 600;

/** Turns events into runs: triggers, event ids, debounce, limits, system events. */
export class Dispatcher {
  private functions: readonly FunctionConfig[] = [];
  /** Null until the app told its functions; events wait here meanwhile. */
  private held: ReceivedEvent[] | null = [];
  private readonly seen = new Map<string, number>();
  private readonly debounced = new Map<string, { readonly firstAt: Date; readonly timer: Timer }>();

  constructor(private readonly parts: DispatcherParts) {}

  use(functions: readonly FunctionConfig[]): void {
    this.functions = functions;
    const held = this.held ?? [];
    this.held = null;
    for (const event of held) this.dispatch(event);
  }

  accept(event: ReceivedEvent): void {
    if (this.held) this.held.push(event);
    else this.dispatch(event);
  }

  /** A cron tick's run. */
  tick(fn: FunctionConfig, source: string, tick: Date): void {
    const id = tick.toISOString().replace(".000Z", "Z");
    this.start(fn, {
      internalId: ulid(tick),
      hasOwnId: false,
      payload: {
        name: "inngest/scheduled.timer",
        data: { cron: source, fireAt: id, scheduledAt: id },
        id,
        ts: tick.getTime(),
        user: {},
      },
    });
  }

  /** Tells of a run's end, as the server does; ends of runs that heard such an event stay quiet. */
  announceEnd(run: Run, result: unknown): void {
    if (run.event.name === FINISHED_EVENT || run.event.name === FAILED_EVENT) return;
    const hasFailed = run.status === "Failed";
    const error = hasFailed ? { ...errorState(result), error: "NonRetriableError" } : undefined;
    const data = {
      _inngest: { status: run.status },
      event: run.event,
      events: [run.event],
      function_id: run.fn.id,
      run_id: run.id,
      result: result ?? null,
      ...(error ? { error } : {}),
    };
    this.system(FINISHED_EVENT, null, data);
    if (hasFailed) this.system(FAILED_EVENT, run.id, data);
  }

  private system(name: string, ownId: string | null, data: Readonly<Record<string, unknown>>): void {
    const now = this.parts.clock.now();
    const internalId = ulid(now);
    const payload: EventPayload = { name, data, id: ownId ?? internalId, ts: now.getTime(), user: {} };
    this.accept({ internalId, hasOwnId: false, payload });
  }

  private dispatch(event: ReceivedEvent): void {
    const isRepeat = event.hasOwnId && this.isRepeat(event.payload.id);
    for (const fn of this.functions) {
      if (!hears(fn, event.payload)) continue;
      if (fn.debounce) this.debounce(fn, fn.debounce, event);
      else if (!isRepeat) this.start(fn, event);
    }
  }

  /** Whether the id came within 24 h; remembers it. Ids are kept in order of arrival. */
  private isRepeat(id: string): boolean {
    const now = this.parts.clock.now().getTime();
    for (const [old, at] of this.seen) {
      if (now - at < EVENT_ID_KEPT_MS) break;
      this.seen.delete(old);
    }
    if (this.seen.has(id)) return true;
    this.seen.set(id, now);
    return false;
  }

  /** The last event within the period starts the run. Event ids do not count here, as at the server. */
  private debounce(
    fn: FunctionConfig,
    rule: NonNullable<FunctionConfig["debounce"]>,
    event: ReceivedEvent,
  ): void {
    const now = this.parts.clock.now();
    const key = keyOf(rule.key, event.payload);
    if (key === null) {
      this.broken(fn, event, "debounce.key");
      return;
    }
    const id = `${fn.id} ${key}`;
    const before = this.debounced.get(id);
    before?.timer.cancel();
    const firstAt = before?.firstAt ?? now;
    const begins = Math.max(now.getTime(), event.payload.ts);
    const due = new Date(Math.min(begins + rule.periodMs, firstAt.getTime() + DEBOUNCE_MAX_MS));
    const timer = this.parts.timers.add(due, () => {
      this.debounced.delete(id);
      this.start(fn, event);
    });
    this.debounced.set(id, { firstAt, timer });
  }

  private start(fn: FunctionConfig, event: ReceivedEvent): void {
    const now = this.parts.clock.now();
    const slots: { id: string; limit: number }[] = [];
    for (const [index, { limit, key }] of fn.concurrency.entries()) {
      const value = keyOf(key, event.payload);
      if (value === null) {
        this.broken(fn, event, "concurrency.key");
        return;
      }
      slots.push({ id: `${fn.id} ${index} ${value}`, limit });
    }
    const headStart = priorityMs(fn.priority, event.payload);
    if (headStart === null) {
      this.broken(fn, event, "priority.run");
      return;
    }
    const due = new Date(Math.max(now.getTime(), event.payload.ts));
    this.parts.onRun(new Run(ulid(now), fn, event.internalId, event.payload, due, slots, headStart), due);
  }

  private broken(fn: FunctionConfig, event: ReceivedEvent, option: string): void {
    const now = this.parts.clock.now();
    const run = new Run(ulid(now), fn, event.internalId, event.payload, now, [], 0);
    this.parts.onBrokenRun(run, {
      name: "ExpressionError",
      message: `${option} of ${fn.id} cannot be computed from this event`,
    });
  }
}

function hears(fn: FunctionConfig, event: EventPayload): boolean {
  if (!fn.events.includes(event.name)) return false;
  return fn.failureOf === null || event.data?.function_id === fn.failureOf;
}

/** The key's value as text, "" without a key, null when it cannot be computed. */
function keyOf(key: Expression | null, event: EventPayload): string | null {
  if (key === null) return "";
  try {
    return JSON.stringify(key(event.data));
  } catch {
    return null;
  }
}

function priorityMs(priority: Expression | null, event: EventPayload): number | null {
  if (priority === null) return 0;
  try {
    const seconds = priority(event.data);
    if (typeof seconds !== "number") return seconds === null ? 0 : null;
    return 1000 * Math.min(PRIORITY_MAX_SECONDS, Math.max(-PRIORITY_MAX_SECONDS, seconds));
  } catch {
    return null;
  }
}
