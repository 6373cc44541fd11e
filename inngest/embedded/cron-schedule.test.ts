import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import { parseCron } from "./cron";
import { CronSchedule } from "./cron-schedule";
import type { FunctionConfig } from "./declarations";
import { Timers } from "./timers";

const cron = parseCron("* * * * *");
const sweep: FunctionConfig = {
  id: "demo-sweep",
  name: "sweep",
  maxAttempts: 5,
  events: [],
  crons: cron ? [cron] : [],
  failureOf: null,
  concurrency: [],
  debounce: null,
  priority: null,
};

function world() {
  const clock = manualClock(new Date("2026-03-01T10:00:30.000Z"));
  const timers = new Timers();
  const ticks: string[] = [];
  const schedule = new CronSchedule(clock, timers, (_fn, _source, tick) =>
    ticks.push(tick.toISOString().slice(11, 16)),
  );
  schedule.use([sweep]);
  return { clock, timers, ticks, schedule };
}

describe("the cron schedule", () => {
  it("keeps a tick that is due when the functions are learned again", () => {
    const { clock, timers, ticks, schedule } = world();
    clock.advance(30_005);
    schedule.use([sweep]);
    timers.fireDue(clock.now());
    expect(ticks).toEqual(["10:01"]);
  });

  it("runs ticks missed by a machine that slept once, not each", () => {
    const { clock, timers, ticks } = world();
    clock.advance(60 * 60_000);
    timers.fireDue(clock.now());
    expect(ticks).toEqual(["10:01"]);
    clock.advance(60_000);
    timers.fireDue(clock.now());
    expect(ticks).toEqual(["10:01", "11:01"]);
  });

  it("forgets the ticks of a function that is gone", () => {
    const { timers, schedule } = world();
    schedule.use([]);
    expect(timers.next()).toBeNull();
  });
});
