import { describe, expect, it } from "vitest";
import { nextAttemptAt } from "./backoff";
import { CallQueue } from "./call-queue";
import { canonicalJson } from "./canonical-json";
import { firstTickFrom, parseCron } from "./cron";
import type { FunctionConfig } from "./declarations";
import { durationMs } from "./duration";
import { ExpressionError, parseExpression } from "./expression";
import { Run } from "./run";
import { RunStore } from "./run-store";
import { Timers } from "./timers";
import { isUlid, ulid } from "./ulid";

const NOW = new Date("2026-03-01T10:00:00.000Z");
const fn: FunctionConfig = {
  id: "demo-f",
  name: "f",
  maxAttempts: 5,
  events: ["x"],
  crons: [],
  failureOf: null,
  concurrency: [],
  debounce: null,
  priority: null,
};
const run = (slots: Run["slots"] = [], headStartMs = 0, startedAt = NOW) =>
  new Run(
    ulid(NOW),
    fn,
    ulid(NOW),
    { name: "x", data: {}, id: "e", ts: 0, user: {} },
    startedAt,
    slots,
    headStartMs,
  );
const call = (of: Run) => ({ run: of, target: null, attempt: 0, onlyPlan: false, race: false });

describe("expressions", () => {
  const data = { a: "x", n: 7, deep: { b: "it's" }, yes: true };
  it.each([
    ["event.data.a", "x"],
    ["event.data.deep.b", "it's"],
    ["event.data.missing", null],
    ["event.data.a + '-' + string(event.data.n)", "x-7"],
    ["string(event.data.yes)", "true"],
    ["event.data.n + 3", 10],
    ["'it\\'s'", "it's"],
    ["string(event.data.a + string(1))", "x1"],
    ["120", 120],
  ])("%s", (source, value) => expect(parseExpression(source)?.(data)).toBe(value));

  it.each([
    "event.data",
    "event.ts",
    "async.data.x",
    '"x"',
    "event.data.a ==",
    "event.data.a == 'x'",
    "a",
    "",
    "string(event.data.a",
    "event.data.a event.data.n",
    "event.data.n - 1",
    "event.data.list[0]",
    "size(event.data.a)",
    "+ 'x'",
    "-5",
  ])("refuses %s", (source) => expect(parseExpression(source)).toBeNull());

  it.each(["event.data.a + event.data.n", "string(event.data.missing)", "event.data.deep"])(
    "cannot compute %s",
    (source) => expect(() => parseExpression(source)?.(data)).toThrow(ExpressionError),
  );

  it("looks at own members only", () => {
    expect(parseExpression("event.data.constructor")?.({})).toBeNull();
    expect(parseExpression("event.data.a")?.(null)).toBeNull();
  });
});

describe("durations", () => {
  it.each([
    ["3s", 3_000],
    ["1m30s", 90_000],
    ["12w6d12h", ((12 * 7 + 6) * 24 + 12) * 3_600_000],
    ["250ms", 250],
    ["", null],
    ["3", null],
    ["s", null],
    ["2026-01-01T00:00:00Z", null],
  ])("%s", (text, ms) => expect(durationMs(text)).toBe(ms));
});

describe("back-off", () => {
  const wait = (failedAttempt: number, retryAfter: string | null, random = 0) =>
    nextAttemptAt({ failedAttempt, retryAfter, now: NOW, random }).getTime() - NOW.getTime();

  it("grows as a server's does and then stays", () => {
    const minutes = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 120];
    expect(minutes.map((_, attempt) => wait(attempt, null) / 60_000)).toEqual(minutes);
    expect(wait(0, null, 0.5)).toBe(30_000);
  });

  it("obeys retry-after in seconds and as a date, within 0 and 24 h", () => {
    expect(wait(3, "2")).toBe(2_000);
    expect(wait(0, "2026-03-01T10:00:04.500Z")).toBe(4_500);
    expect(wait(0, "Sun, 01 Mar 2026 10:01:00 GMT")).toBe(60_000);
    expect(wait(0, "2020-01-01T00:00:00Z")).toBe(0);
    expect(wait(0, "9999999")).toBe(86_400_000);
    expect(wait(0, "soon")).toBe(15_000);
  });
});

describe("crons", () => {
  const tick = (source: string, from: string) => {
    const cron = parseCron(source);
    return cron && firstTickFrom(cron, new Date(from)).toISOString();
  };
  it("tick at or after the instant, in their zone, in UTC without one", () => {
    expect(tick("*/5 * * * *", "2026-03-01T10:00:00Z")).toBe("2026-03-01T10:00:00.000Z");
    expect(tick("*/5 * * * *", "2026-03-01T10:00:00.001Z")).toBe("2026-03-01T10:05:00.000Z");
    expect(tick("TZ=Europe/London 0 3 * * *", "2026-07-01T00:00:00Z")).toBe("2026-07-01T02:00:00.000Z");
    expect(tick("0 3 * * *", "2026-07-01T00:00:00Z")).toBe("2026-07-01T03:00:00.000Z");
  });
  it.each(["* * * *", "0 0 * * * *", "@hourly", "61 * * * *", "TZ= * * * * *", "TZ=No/Where * * * * *", ""])(
    "refuse %s",
    (source) => expect(parseCron(source)).toBeNull(),
  );
});

describe("canonical JSON", () => {
  it("sorts keys by code unit at every depth and drops what is undefined", () => {
    expect(canonicalJson({ b: [{ z: 1, a: undefined, B: "é\n" }, undefined], a: null, "1": 1e21 })).toBe(
      '{"1":1e+21,"a":null,"b":[{"B":"é\\n","z":1},null]}',
    );
  });
});

describe("timers", () => {
  it("fire in order of due time, then of adding, and not when cancelled", () => {
    const fired: string[] = [];
    const timers = new Timers();
    const at = (ms: number) => new Date(NOW.getTime() + ms);
    for (const ms of [50, 10, 40, 10, 30, 20]) timers.add(at(ms), () => fired.push(`${ms}`));
    timers.add(at(10), () => fired.push("third of ten"));
    timers.add(at(5), () => fired.push("never")).cancel();
    expect(timers.next()).toEqual(at(10));
    timers.fireDue(at(30));
    expect(fired).toEqual(["10", "10", "third of ten", "20", "30"]);
    expect(timers.next()).toEqual(at(40));
  });

  it("keep order over many", () => {
    const fired: number[] = [];
    const timers = new Timers();
    const dues = Array.from({ length: 2_000 }, (_, i) => (i * 7919) % 2_003);
    for (const due of dues) timers.add(new Date(due), () => fired.push(due));
    timers.fireDue(new Date(5_000));
    expect(fired).toEqual([...dues].sort((a, b) => a - b));
    expect(timers.next()).toBeNull();
  });
});

describe("the call queue", () => {
  it("counts executing calls per limit and lets the next go when one is done", () => {
    const queue = new CallQueue();
    const limited = [{ id: "site-1", limit: 1 }];
    const calls = [call(run(limited)), call(run(limited)), call(run())];
    for (const each of calls) queue.push(each);
    expect(queue.take()).toEqual([calls[0], calls[2]]);
    expect(queue.take()).toEqual([]);
    if (calls[0]) queue.done(calls[0]);
    expect(queue.take()).toEqual([calls[1]]);
  });

  it("serves by head start, then by the run's start, and forgets runs that are over", () => {
    const queue = new CallQueue();
    const late = call(run([], 0, new Date(NOW.getTime() + 1_000)));
    const early = call(run());
    const urgent = call(run([], 60_000, new Date(NOW.getTime() + 2_000)));
    const over = call(run());
    over.run.status = "Failed";
    for (const each of [late, early, urgent, over]) queue.push(each);
    expect(queue.take()).toEqual([urgent, early, late]);
    expect(queue.waiting).toBe(0);
  });
});

describe("the run store", () => {
  it("keeps every open run and the last 2,000 that ended, without their state", () => {
    const store = new RunStore();
    const open = run();
    store.add(open);
    const ended = Array.from({ length: 2_050 }, () => run());
    for (const each of ended) {
      each.store("a", { data: "kept while running" });
      each.status = "Completed";
      store.add(each);
      store.finish(each);
    }
    expect(store.counts).toEqual({ active: 1, finished: 2_000 });
    expect(store.get(open.id)).toBe(open);
    expect(store.get(ended[0]?.id ?? "")).toBeUndefined();
    expect(ended.every((each) => each.state.size === 0)).toBe(true);
    expect(store.list({ limit: 3 })).toHaveLength(3);
    expect(store.list({ status: "scheduled" })).toHaveLength(1);
    expect(store.list({ function: "nobody" })).toHaveLength(0);
  });
});

describe("ids", () => {
  it("are ULIDs that sort by time", () => {
    const ids = [0, 1, 2].map((ms) => ulid(new Date(NOW.getTime() + ms)));
    expect(ids.every(isUlid)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
  });
});
