import type { Clock } from "@/lib/clock";
import { type CronTrigger, firstTickFrom } from "./cron";
import type { FunctionConfig } from "./declarations";
import type { Timer, Timers } from "./timers";

/** A jump of the clock: ticks between its stops are thinned out. */
export interface Jump {
  readonly to: Date;
  /** At most one tick per this many ms and cron, except in the last five minutes. */
  readonly gapMs: number;
}

const LAST_STRETCH_MS = 5 * 60_000;

/** Keeps each function's next tick in the timers. Ticks missed while nobody looked run once, not each. */
export class CronSchedule {
  private jump: Jump | null = null;
  private entries: { readonly fn: FunctionConfig; readonly cron: CronTrigger; timer: Timer }[] = [];
  /** Last tick per function, so that two triggers naming one minute start one run. */
  private readonly last = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly onTick: (fn: FunctionConfig, source: string, tick: Date) => void,
  ) {}

  /** Replaces the functions; a tick that was already waiting stays due when it was. */
  use(functions: readonly FunctionConfig[]): void {
    const before = new Map(this.entries.map(({ fn, cron, timer }) => [`${fn.id} ${cron.source}`, timer.due]));
    for (const entry of this.entries) entry.timer.cancel();
    this.entries = [];
    const from = new Date(this.clock.now().getTime() + 1);
    for (const fn of functions) {
      for (const cron of fn.crons) this.arm(fn, cron, before.get(`${fn.id} ${cron.source}`) ?? from);
    }
  }

  beginJump(jump: Jump): void {
    this.jump = jump;
  }

  endJump(): void {
    this.jump = null;
  }

  private arm(fn: FunctionConfig, cron: CronTrigger, from: Date): void {
    const tick = firstTickFrom(cron, from);
    const entry = { fn, cron, timer: this.timers.add(tick, () => this.fire(entry, tick)) };
    this.entries.push(entry);
  }

  private fire(entry: (typeof this.entries)[number], tick: Date): void {
    const { fn, cron } = entry;
    this.entries = this.entries.filter((other) => other !== entry);
    this.arm(fn, cron, this.nextFrom(tick));
    if (this.last.get(fn.id) === tick.getTime()) return;
    this.last.set(fn.id, tick.getTime());
    this.onTick(fn, cron.source, tick);
  }

  private nextFrom(tick: Date): Date {
    const soonest = Math.max(tick.getTime(), this.clock.now().getTime()) + 1;
    if (this.jump === null) return new Date(soonest);
    const thinned = Math.min(tick.getTime() + this.jump.gapMs, this.jump.to.getTime() - LAST_STRETCH_MS);
    return new Date(Math.max(soonest, thinned));
  }
}
