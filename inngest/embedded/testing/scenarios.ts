import {
  eventType,
  type FailureEventArgs,
  type GetStepTools,
  type Inngest,
  type InngestFunction,
  NonRetriableError,
  RetryAfterError,
} from "inngest";
import { z } from "zod";
import { realClock } from "@/lib/clock";

const SECOND = 1000;

/** What a run came to: its status and its output, or its error's name and message. */
export type Ending =
  | readonly ["Completed", unknown]
  | readonly ["Failed", { readonly name: string; readonly message: string }];

export interface Scenario {
  readonly name: string;
  /** Functions hear `live/{name}`. */
  readonly functions: (client: Inngest, now: () => Date) => InngestFunction.Any[];
  readonly events?: (
    now: () => Date,
  ) => readonly { readonly data?: Record<string, unknown>; readonly id?: string; readonly ts?: number }[];
  /** How long the scenario takes beyond its calls, in ms of the server's clock. */
  readonly takesMs?: number;
  /** Of the runs that the events started, in any order; an empty name or message is not compared. */
  readonly ends: readonly Ending[];
}

const failed = (message: string, name = "Error") => ["Failed", { name, message }] as const;
const done = (output: unknown) => ["Completed", output] as const;

/** The supported set, as functions of a real SDK app; any server must bring them to the same end. */
export const scenarios: readonly Scenario[] = [
  {
    name: "plain-return",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/plain-return" }] }, async () => ({ ok: true })),
    ],
    ends: [done({ ok: true })],
  },
  {
    name: "plain-undefined",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/plain-undefined" }] }, async () => undefined),
    ],
    ends: [done(null)],
  },
  {
    name: "one-step",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/one-step" }] }, async ({ step }) =>
        step.run("one", () => "kept"),
      ),
    ],
    ends: [done("kept")],
  },
  {
    name: "two-steps",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/two-steps" }] }, async ({ step }) => {
        const a = await step.run("first", () => 20);
        return step.run("second", () => a + 22);
      }),
    ],
    ends: [done(42)],
  },
  {
    name: "step-values",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/step-values" }] }, async ({ step }) => [
        await step.run("undefined", () => undefined),
        await step.run("null", () => null),
        await step.run("date", () => new Date("2026-01-02T03:04:05.678Z")),
        await step.run("text", () => "zażółć"),
        await step.run("list", () => [1, { a: 0.5 }]),
      ]),
    ],
    ends: [done([null, null, "2026-01-02T03:04:05.678Z", "zażółć", [1, { a: 0.5 }]])],
  },
  {
    name: "step-input",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/step-input" }] }, async ({ step }) =>
        step.run("add", (a: number, b: number) => a + b, 3, 4),
      ),
    ],
    ends: [done(7)],
  },
  {
    name: "repeated-ids",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/repeated-ids" }] }, async ({ step }) => {
        const out: number[] = [];
        for (let i = 0; i < 3; i++) out.push(await step.run("again", () => i));
        return out;
      }),
    ],
    ends: [done([0, 1, 2])],
  },
  {
    name: "step-retry",
    takesMs: 110 * SECOND,
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 2, triggers: [{ event: "live/step-retry" }] },
        async ({ step, attempt }) =>
          step.run("flaky", () => {
            if (attempt < 2) throw new Error("not yet");
            return attempt;
          }),
      ),
    ],
    ends: [done(2)],
  },
  {
    name: "step-exhausted-caught",
    takesMs: 5 * SECOND,
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 1, triggers: [{ event: "live/step-exhausted-caught" }] },
        async ({ step }) => {
          try {
            await step.run("bad", () => {
              throw new RetryAfterError("still no", "1s");
            });
          } catch {
            return step.run("other-way", () => "went on");
          }
          return "not caught";
        },
      ),
    ],
    ends: [done("went on")],
  },
  {
    name: "retry-after",
    takesMs: 12 * SECOND,
    functions: (c, now) => [
      c.createFunction(
        { id: "f", retries: 2, triggers: [{ event: "live/retry-after" }] },
        async ({ step, attempt }) => {
          const a = await step.run("seconds", () => {
            if (attempt < 1) throw new RetryAfterError("429", "3s");
            return attempt;
          });
          const b = await step.run("date", () => {
            if (attempt < 1) throw new RetryAfterError("429", new Date(now().getTime() + 4 * SECOND));
            return attempt;
          });
          return [a, b];
        },
      ),
    ],
    ends: [done([1, 1])],
  },
  {
    name: "retry-after-outside",
    takesMs: 5 * SECOND,
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 2, triggers: [{ event: "live/retry-after-outside" }] },
        async ({ attempt }) => {
          if (attempt < 1) throw new RetryAfterError("busy", "2s");
          return attempt;
        },
      ),
    ],
    ends: [done(1)],
  },
  {
    name: "error-outside",
    takesMs: 50 * SECOND,
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 1, triggers: [{ event: "live/error-outside" }] },
        async ({ step, attempt }) => {
          const a = await step.run("first", () => "once");
          if (attempt < 1) throw new Error("outside");
          return [a, attempt];
        },
      ),
    ],
    ends: [done(["once", 1])],
  },
  {
    name: "error-outside-final",
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 0, triggers: [{ event: "live/error-outside-final" }] },
        async () => {
          throw new Error("final");
        },
      ),
    ],
    ends: [failed("final")],
  },
  {
    name: "non-retriable-step",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/non-retriable-step" }] }, async ({ step }) => {
        await step.run("bad", () => {
          throw new NonRetriableError("never");
        });
      }),
    ],
    ends: [failed("never", "NonRetriableError")],
  },
  {
    name: "non-retriable-caught",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/non-retriable-caught" }] }, async ({ step }) => {
        const why = await step
          .run("bad", () => {
            throw new NonRetriableError("never");
          })
          .catch((error: Error) => error.message);
        return step.run("after", () => `went on after: ${why}`);
      }),
    ],
    ends: [done("went on after: never")],
  },
  {
    name: "throw-text",
    functions: (c) => [
      c.createFunction({ id: "f", retries: 0, triggers: [{ event: "live/throw-text" }] }, async ({ step }) =>
        step
          .run("text", () => {
            throw "bare words";
          })
          .catch((error: Error) => error.message),
      ),
    ],
    ends: [done("bare words")],
  },
  {
    name: "parallel",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/parallel" }] }, async ({ step }) => {
        const [a, b] = await Promise.all([step.run("left", () => 1), step.run("right", () => 2)]);
        return step.run("sum", () => a + b);
      }),
    ],
    ends: [done(3)],
  },
  {
    name: "parallel-chains",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/parallel-chains" }] }, async ({ step }) => {
        const chain = async (n: string) => {
          const a = await step.run(`${n}-1`, () => n);
          return step.run(`${n}-2`, () => a + a);
        };
        return Promise.all([chain("a"), chain("b")]);
      }),
    ],
    ends: [done(["aa", "bb"])],
  },
  {
    name: "parallel-failing",
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 0, triggers: [{ event: "live/parallel-failing" }] },
        async ({ step }) => {
          const legs = await Promise.allSettled([
            step.run("good", () => "fine"),
            step.run("bad", () => {
              throw new TypeError("bad leg");
            }),
          ]);
          return legs.map((leg) => (leg.status === "fulfilled" ? leg.value : leg.reason.message));
        },
      ),
    ],
    ends: [done(["fine", "bad leg"])],
  },
  {
    name: "parallel-race",
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/parallel-race" }] }, async ({ step, group }) =>
        group.parallel({ mode: "race" }, () =>
          Promise.race([
            step.run("slow", async () => {
              await realClock.sleep(120);
              return "slow";
            }),
            step.run("quick", () => "quick"),
          ]),
        ),
      ),
    ],
    ends: [done("quick")],
  },
  {
    name: "parallel-retry",
    takesMs: 5 * SECOND,
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 2, triggers: [{ event: "live/parallel-retry" }] },
        async ({ step, attempt }) =>
          Promise.all([
            step.run("good", () => "fine"),
            step.run("flaky", () => {
              if (attempt < 1) throw new RetryAfterError("later", "1s");
              return attempt;
            }),
          ]),
      ),
    ],
    ends: [done(["fine", 1])],
  },
  {
    name: "parallel-sleep",
    takesMs: 5 * SECOND,
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/parallel-sleep" }] }, async ({ step }) => {
        await Promise.all([step.run("left", () => 1), step.sleep("nap", "2s"), step.run("right", () => 3)]);
        return step.run("after", () => "both");
      }),
    ],
    ends: [done("both")],
  },
  {
    name: "sleep",
    takesMs: 6 * SECOND,
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/sleep" }] }, async ({ step }) => {
        await step.run("before", () => 1);
        await step.sleep("nap", "3s");
        await step.sleep("none", 0);
        await step.sleepUntil("long-ago", new Date("2020-01-01T00:00:00Z"));
        return step.run("after", () => "awake");
      }),
    ],
    ends: [done("awake")],
  },
  {
    name: "sleep-until-future",
    takesMs: 8 * SECOND,
    functions: (c) => [
      c.createFunction(
        { id: "f", triggers: [{ event: "live/sleep-until-future" }] },
        async ({ step, event }) => {
          const until = Number(event.data.until);
          await step.sleepUntil("edge", new Date(until).toISOString());
          return step.run("after", () => "awake");
        },
      ),
    ],
    events: (now) => [{ data: { until: now().getTime() + 4 * SECOND } }],
    ends: [done("awake")],
  },
  {
    name: "fan-out",
    functions: (c) => [
      c.createFunction({ id: "a", triggers: [{ event: "live/fan-out" }] }, async () => "a"),
      c.createFunction({ id: "b", triggers: [{ event: "live/fan-out" }] }, async () => "b"),
    ],
    ends: [done("a"), done("b")],
  },
  {
    name: "send-event",
    takesMs: 2 * SECOND,
    functions: (c) => {
      let heard = 0;
      return [
        c.createFunction({ id: "f", triggers: [{ event: "live/send-event" }] }, async ({ step }) => {
          await step.sendEvent("one", { name: "live/send-event.out", data: { n: 1 } });
          await step.sendEvent("two", [
            { name: "live/send-event.out", data: { n: 10 } },
            { name: "live/send-event.out", data: { n: 100 } },
          ]);
          await step.sleep("let-them-run", "1s");
          return step.run("heard", () => heard);
        }),
        c.createFunction(
          { id: "listener", triggers: [{ event: "live/send-event.out" }] },
          async ({ event }) => {
            heard += Number(event.data.n);
          },
        ),
      ];
    },
    ends: [done(111)],
  },
  {
    name: "event-id-duplicate",
    functions: (c) => [
      c.createFunction(
        { id: "f", triggers: [{ event: "live/event-id-duplicate" }] },
        async ({ event }) => event.data.n,
      ),
    ],
    events: (now) => [
      { id: `edge-${now().getTime()}`, data: { n: 1 } },
      { id: `edge-${now().getTime()}`, data: { n: 1 } },
    ],
    ends: [done(1)],
  },
  {
    name: "future-ts",
    takesMs: 6 * SECOND,
    functions: (c) => [
      c.createFunction({ id: "f", triggers: [{ event: "live/future-ts" }] }, async () => "then"),
    ],
    events: (now) => [{ data: {}, ts: now().getTime() + 5 * SECOND }],
    ends: [done("then")],
  },
  {
    name: "debounce",
    takesMs: 8 * SECOND,
    functions: (c) => [
      c.createFunction(
        {
          id: "f",
          triggers: [{ event: "live/debounce" }],
          debounce: { period: "3s", key: "event.data.memberId + '-' + string(event.data.site)" },
        },
        async ({ event }) => event.data.memberId,
      ),
    ],
    events: () => [
      { data: { memberId: "m1", site: 1 } },
      { data: { memberId: "m1", site: 1 } },
      { data: { memberId: "m2", site: 1 } },
    ],
    ends: [done("m1"), done("m2")],
  },
  {
    name: "concurrency",
    takesMs: 3 * SECOND,
    functions: (c) => {
      const now = new Map<unknown, number>();
      const most = new Map<unknown, number>();
      return [
        c.createFunction(
          {
            id: "f",
            triggers: [{ event: "live/concurrency" }],
            concurrency: [{ key: "event.data.site", limit: 1 }, { limit: 5 }],
            priority: { run: "event.data.urgency" },
          },
          async ({ event, step }) => {
            const { site } = event.data;
            await step.run("work", async () => {
              now.set(site, (now.get(site) ?? 0) + 1);
              most.set(site, Math.max(most.get(site) ?? 0, now.get(site) ?? 0));
              await realClock.sleep(30);
              now.set(site, (now.get(site) ?? 0) - 1);
            });
            return most.get(site);
          },
        ),
      ];
    },
    events: () =>
      [1, 2, 3].flatMap((n) => [{ data: { site: "s1", urgency: n } }, { data: { site: "s2", urgency: n } }]),
    ends: [done(1), done(1), done(1), done(1), done(1), done(1)],
  },
  {
    name: "on-failure",
    takesMs: 3 * SECOND,
    functions: (c) => {
      let cleaned = "";
      return [
        c.createFunction(
          {
            id: "f",
            retries: 0,
            triggers: [{ event: "live/on-failure" }],
            onFailure: async ({ event, error, step }: FailureEventArgs & { step: GetStepTools<Inngest> }) => {
              await step.run("clean-up", () => {
                cleaned = `${error.message} for ${String(event.data.event.data?.doorId)}`;
              });
            },
          },
          async ({ step }) => {
            await step.run("bad", () => {
              throw new Error("door said no");
            });
          },
        ),
        c.createFunction({ id: "witness", triggers: [{ event: "live/on-failure" }] }, async ({ step }) => {
          await step.sleep("wait", "2s");
          return step.run("look", () => cleaned);
        }),
      ];
    },
    events: () => [{ data: { doorId: "d7" } }],
    ends: [failed("door said no"), done("door said no for d7")],
  },
  {
    name: "schema-invalid",
    functions: (c) => [
      c.createFunction(
        {
          id: "f",
          triggers: [eventType("live/schema-invalid", { schema: z.object({ bookingId: z.string() }) })],
        },
        async ({ event }) => event.data.bookingId,
      ),
    ],
    events: () => [{ data: { bookingId: 5 } }],
    ends: [failed("", "EventValidationError")],
  },
  {
    name: "large-output",
    functions: (c) => [
      c.createFunction(
        { id: "f", retries: 0, triggers: [{ event: "live/large-output" }] },
        async ({ step }) => step.run("huge", () => "x".repeat(5 * 1024 * 1024)),
      ),
    ],
    ends: [failed("", "")],
  },
];
