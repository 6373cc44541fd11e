import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { realClock } from "@/lib/clock";
import { readDeclarations, UnsupportedDeclaration } from "./declarations";
import { createEngine } from "./engine";
import { listen } from "./listen";
import { silentLog } from "./log";
import { EVENT_KEY, type LiveWorld, startLiveWorld } from "./testing/live-app";

interface Refused {
  readonly declared: readonly { scenario: string; option: string; functions: readonly { id: string }[] }[];
  readonly everything: readonly { id: string }[];
  readonly atRunTime: readonly { scenario: string; op: string; body: readonly unknown[] }[];
}
const refused = JSON.parse(
  readFileSync(new URL("./fixtures/refused.json", import.meta.url), "utf8"),
) as Refused;

/** What is refused, as `function option`. */
function problemsOf(functions: unknown): string[] {
  try {
    readDeclarations(functions);
    return [];
  } catch (error) {
    if (error instanceof UnsupportedDeclaration)
      return error.problems.map((p) => `${p.function} ${p.option}`);
    throw error;
  }
}

const entry = (options: object, triggers: readonly object[] = [{ event: "demo/x" }]) => [
  { id: "demo-f", name: "f", triggers, steps: { step: { id: "step" } }, ...options },
];

describe("options the engine refuses, by name", () => {
  it.each(refused.declared.map((d) => [d.scenario, d] as const))("%s", (_name, { option, functions }) => {
    expect(problemsOf(functions).map((problem) => problem.split(" ")[1])).toContain(option);
  });

  it("lists every problem of every function at once", () => {
    expect(problemsOf(refused.everything)).toEqual([
      "demo-everything idempotency",
      "demo-everything throttle",
      "demo-everything timeouts",
      "demo-everything cancelOn",
      "demo-everything triggers.if",
      "demo-everything triggers",
      "demo-everything concurrency",
      "demo-everything priority.run",
      "demo-debounced rateLimit",
      "demo-debounced debounce.timeout",
      "demo-batched batchEvents",
      "demo-single singleton",
    ]);
  });

  it.each([
    ["a wildcard trigger", entry({}, [{ event: "demo/*" }]), "triggers.event"],
    ["a system event it never sends", entry({}, [{ event: "inngest/function.cancelled" }]), "triggers.event"],
    ["cron jitter", entry({}, [{ cron: "* * * * *", jitter: "30s" }]), "triggers"],
    ["a cron with seconds", entry({}, [{ cron: "0 * * * * *" }]), "triggers.cron"],
    ["a cron in an unknown zone", entry({}, [{ cron: "TZ=Mars/Olympus 0 3 * * *" }]), "triggers.cron"],
    ["a third limit", entry({ concurrency: [{ limit: 1 }, { limit: 2 }, { limit: 3 }] }), "concurrency"],
    [
      "an account-wide limit",
      entry({ concurrency: [{ limit: 1, scope: "account", key: "'x'" }] }),
      "concurrency",
    ],
    [
      "a comparison as a key",
      entry({ concurrency: [{ limit: 1, key: "event.data.a == 'b'" }] }),
      "concurrency.key",
    ],
    ["a key outside the data", entry({ debounce: { period: "5s", key: "event.user.id" } }), "debounce.key"],
    ["a conditional priority", entry({ priority: { run: "event.data.urgent ? 120 : 0" } }), "priority.run"],
    [
      "a failure handler of nobody",
      [
        {
          ...entry({})[0],
          id: "demo-f-failure",
          triggers: [{ event: "inngest/function.failed", expression: "event.data.function_id == 'demo-f'" }],
        },
      ],
      "triggers.if",
    ],
    [
      "more retries than there may be",
      entry({}).map((e) => ({ ...e, steps: { step: { retries: { attempts: 21 } } } })),
      "retries",
    ],
    ["an option nobody knows yet", entry({ quantum: true }), "quantum"],
  ])("%s", (_name, functions, option) => {
    expect(problemsOf(functions).map((problem) => problem.split(" ")[1])).toEqual([option]);
  });

  it.each([
    [
      "triggers, limits, debounce and priority of the supported forms",
      entry(
        {
          concurrency: [
            { key: "event.data.a + '-' + string(event.data.b)", limit: 2 },
            { limit: 9, scope: "fn" },
          ],
          debounce: { period: "5s" },
          priority: { run: "event.data.urgency" },
        },
        [{ event: "demo/x" }, { cron: "TZ=Europe/London 0 3 * * MON-FRI" }],
      ),
    ],
    ["a limit written as a number", entry({ concurrency: 1 })],
    [
      "listeners to its own system events",
      entry({}, [{ event: "inngest/function.failed" }, { event: "inngest/function.finished" }]),
    ],
  ])("takes %s", (_name, functions) => {
    expect(problemsOf(functions)).toEqual([]);
  });
});

describe("refusal by a running engine", () => {
  let world: LiveWorld | null = null;
  afterEach(async () => {
    await world?.close();
    world = null;
  });

  it("refuses to start, names the option and says so in its health", async () => {
    world = await startLiveWorld((client) => [
      client.createFunction(
        { id: "f", triggers: [{ event: "x/y" }], cancelOn: [{ event: "x/z" }] },
        async () => 1,
      ),
    ]);
    await expect(world.engine.ready()).rejects.toThrow(/demo-f: cancelOn = /);
    const health = await fetch(`${world.engine.url}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ state: "refused" });
    const sync = await fetch(`${world.engine.url}/sync`, { method: "POST" });
    expect(sync.status).toBe(422);
    expect(await sync.json()).toMatchObject({ problems: [{ function: "demo-f", option: "cancelOn" }] });
  });

  it.each(refused.atRunTime.map((r) => [r.scenario, r] as const))(
    "fails the run that asks for %s",
    async (_name, { op, body }) => {
      const headers = { "content-type": "application/json", "x-inngest-sdk": "inngest-js:v4.24.0" };
      const app = new Hono();
      app.put("/", (c) => c.json({ functions: entry({}) }, 200, headers));
      app.post("/", (c) => c.json(body, 206, headers));
      const listening = await listen(app, 0);
      const engine = createEngine({
        appUrl: `${listening.url}/`,
        signingKey: null,
        eventKey: EVENT_KEY,
        port: 0,
        clock: realClock,
        clockFile: null,
        log: silentLog,
      });
      try {
        await engine.start();
        await engine.ready();
        await fetch(`${engine.url}/e/${EVENT_KEY}`, {
          method: "POST",
          body: JSON.stringify({ name: "demo/x" }),
        });
        await engine.settle();
        const [run] = engine.runs();
        expect(run).toMatchObject({ status: "Failed", error: { name: "UnsupportedOperation" } });
        expect(run?.error?.message).toContain(op);
      } finally {
        await engine.stop();
        await listening.close();
      }
    },
  );
});
