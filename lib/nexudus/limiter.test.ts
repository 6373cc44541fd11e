import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import {
  type CallBudget,
  type CallKind,
  type CallPriority,
  createCallBudget,
  INSTALLATION_LIMITS,
  stackBudgets,
} from "./limiter";

const START = new Date("2026-03-01T00:00:00Z");
const settle = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

/** Asks at once for all calls, then moves the clock in 10 ms steps; returns when each one started. */
async function starts(
  calls: readonly (readonly [CallKind, CallPriority, string])[],
  forMs: number,
  stepMs = 10,
) {
  const clock = manualClock(START);
  const budget = createCallBudget(clock);
  const started: { name: string; kind: CallKind; atMs: number }[] = [];
  for (const [kind, priority, name] of calls) {
    void budget
      .take(kind, priority)
      .then(() => started.push({ name, kind, atMs: clock.now().getTime() - START.getTime() }));
  }
  await settle();
  for (let t = 0; t < forMs; t += stepMs) {
    clock.advance(stepMs);
    await settle();
  }
  return started;
}
const many = (n: number, kind: CallKind, priority: CallPriority, name = "x") =>
  Array.from({ length: n }, () => [kind, priority, name] as const);
const mostIn = (atMs: readonly number[], spanMs: number) =>
  Math.max(...atMs.map((from) => atMs.filter((at) => at >= from && at < from + spanMs).length));

describe("createCallBudget", () => {
  it("keeps calls 110 ms apart and any minute below the platform's 120", async () => {
    const at = (await starts(many(300, "read", "poll"), 150_000, 10)).map((s) => s.atMs);
    expect(at.length).toBeGreaterThan(200);
    expect(Math.min(...at.slice(1).map((t, i) => t - (at[i] ?? 0)))).toBeGreaterThanOrEqual(110);
    expect(mostIn(at, 60_000)).toBeLessThanOrEqual(116);
  });

  it("keeps any hour below 5,000 calls and any minute below 60 writes", () => {
    for (const kind of ["read", "write"] as const) {
      const buckets = INSTALLATION_LIMITS.buckets.filter((b) => b.kinds.includes(kind));
      const most = (minutes: number) => Math.min(...buckets.map((b) => b.perMinute * minutes + b.burst));
      expect(most(1)).toBeLessThan(kind === "write" ? 60 : 120);
      expect(most(60)).toBeLessThan(5_000);
      if (kind === "write") expect(most(1_440)).toBeLessThan(2_500);
    }
  });

  it("lets reads pass writes that are out of tokens", async () => {
    const calls = [...many(40, "write", "webhook"), ...many(10, "read", "reconcile")];
    const started = await starts(calls, 20_000);
    const lastRead = Math.max(...started.filter((s) => s.kind === "read").map((s) => s.atMs));
    const lastWrite = Math.max(...started.filter((s) => s.kind === "write").map((s) => s.atMs));
    expect(started.filter((s) => s.kind === "read")).toHaveLength(10);
    expect(lastRead).toBeLessThan(lastWrite);
  });

  it("serves webhooks before polls before reconcile, each in order of arrival", async () => {
    const started = await starts(
      [
        ["read", "reconcile", "first, at once"],
        ["read", "reconcile", "r1"],
        ["read", "poll", "p1"],
        ["read", "webhook", "w1"],
        ["read", "poll", "p2"],
        ["read", "webhook", "w2"],
      ],
      2_000,
    );
    expect(started.map((s) => s.name)).toEqual(["first, at once", "w1", "w2", "p1", "p2", "r1"]);
  });

  it("starts nothing while paused, and a shorter pause does not end a longer one", async () => {
    const clock = manualClock(START);
    const budget = createCallBudget(clock);
    budget.pause(5_000);
    budget.pause(10);
    let started = false;
    void budget.take("read", "webhook").then(() => {
      started = true;
    });
    await settle();
    clock.advance(4_999);
    await settle();
    expect(started).toBe(false);
    clock.advance(1);
    await settle();
    expect(started).toBe(true);
  });
});

it.each([
  ["left 80 ms after the answer", 60, 140],
  ["never closer than 110 ms to the last start", 10, 110],
  ["and no later for an answer that is long in coming", 1_000, 300],
])("the next call is %s", async (_name, answeredAfterMs, startsAfterMs) => {
  const clock = manualClock(START);
  const budget = createCallBudget(clock);
  const answered = await budget.take("read", "poll");
  const next = budget.take("read", "poll").then(() => clock.now().getTime() - START.getTime());
  for (let ms = 0; ms < 1_000; ms += 10) {
    if (ms === answeredAfterMs) answered();
    clock.advance(10);
    await settle();
  }
  expect(await next).toBe(startsAfterMs);
});

it("an answer to an older call hastens nothing while a newer one is on its way", async () => {
  const clock = manualClock(START);
  const budget = createCallBudget(clock);
  const first = await budget.take("read", "poll");
  clock.advance(300);
  await budget.take("read", "poll");
  first();
  const next = budget.take("read", "poll").then(() => clock.now().getTime() - START.getTime());
  for (let ms = 0; ms < 1_000; ms += 10) {
    clock.advance(10);
    await settle();
  }
  expect(await next).toBe(600);
});

it("stackBudgets asks the narrower budget first and pauses only that one", async () => {
  const seen: string[] = [];
  const named = (name: string): CallBudget => ({
    take: async () => {
      seen.push(name);
      return () => void seen.push(`answer ${name}`);
    },
    pause: () => void seen.push(`pause ${name}`),
  });
  const stacked = stackBudgets(named("own"), named("deployment"));
  const answered = await stacked.take("read", "poll");
  stacked.pause(1);
  answered();
  expect(seen).toEqual(["own", "deployment", "pause own", "answer own", "answer deployment"]);
});
