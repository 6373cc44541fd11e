import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realClock } from "@/lib/clock";
import { canonicalJson } from "./canonical-json";
import { createEngine } from "./engine";
import { sendOnce } from "./http-request";
import { silentLog } from "./log";
import { hashedSigningKey, sign } from "./signature";
import { EVENT_KEY, type LiveWorld, SIGNING_KEY, startLiveWorld } from "./testing/live-app";
import { isUlid } from "./ulid";

const read = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8")) as T;

interface RecordedSend {
  readonly method: string;
  readonly key: boolean;
  readonly body?: unknown;
  readonly text?: string;
  readonly bigDataBytes?: number;
  readonly status: number;
  readonly ids?: readonly string[];
  readonly hasError?: boolean;
}

let world: LiveWorld;
beforeAll(async () => {
  world = await startLiveWorld(
    (client) => [
      client.createFunction({ id: "api", triggers: [{ event: "demo/event-api" }] }, async ({ event }) => ({
        id: event.id,
        ts: event.ts,
        data: event.data,
      })),
      client.createFunction(
        {
          id: "keyed",
          triggers: [{ event: "demo/keyed" }],
          concurrency: [{ key: "event.data.a + string(event.data.b)", limit: 1 }],
        },
        async () => 1,
      ),
    ],
    { signingKey: SIGNING_KEY, allowedOrigins: ["http://127.0.0.1:4444"] },
  );
  await world.engine.ready();
});
afterAll(() => world.close());

const raw = (method: string, path: string, headers: Record<string, string>, body = "") =>
  sendOnce(new URL(path, world.engine.url), {
    method,
    headers,
    body,
    signal: realClock.timeoutSignal(5_000),
  });

describe("the event API", () => {
  it.each(
    read<RecordedSend[]>("event-api.json").map(
      (send) =>
        [
          `${send.status} ${send.text ?? JSON.stringify(send.body)} ${send.bigDataBytes ?? ""}`,
          send,
        ] as const,
    ),
  )("answers as recorded: %s", async (_name, send) => {
    const body = send.bigDataBytes
      ? { name: "demo/event-api", data: { big: "x".repeat(send.bigDataBytes) } }
      : send.body;
    const answer = await fetch(`${world.engine.url}/e/${send.key ? EVENT_KEY : ""}`, {
      method: send.method,
      redirect: "manual",
      ...(send.method === "GET" ? {} : { body: send.text ?? JSON.stringify(body) }),
    });
    expect(answer.status).toBe(send.status);
    if (send.ids === undefined) return;
    const { ids, status, error } = (await answer.json()) as { ids: string[]; status: number; error?: string };
    expect(ids.map((id) => (isUlid(id) ? "ulid" : id))).toEqual(send.ids);
    expect([status, error !== undefined]).toEqual([send.status, send.hasError]);
  });

  it("starts the run of the good event before a bad one, with the sender's id and time", async () => {
    const body = [
      { name: "demo/event-api", id: "own-7", ts: 1_700_000_000_000, data: { n: 7 } },
      { data: {} },
    ];
    const answer = await fetch(`${world.engine.url}/e/${EVENT_KEY}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    const { ids } = (await answer.json()) as { ids: string[] };
    await world.engine.settle();
    const runs = await raw("GET", `/v1/events/${ids[0]}/runs`, { authorization: `Bearer ${SIGNING_KEY}` });
    expect(JSON.parse(runs.text)).toMatchObject({
      data: [{ status: "Completed", output: { id: "own-7", ts: 1_700_000_000_000, data: { n: 7 } } }],
    });
  });

  it("refuses a wrong key in the recorded shape and runs nothing", async () => {
    const before = world.engine.runs().length;
    const answer = await fetch(`${world.engine.url}/e/wrong`, {
      method: "POST",
      body: JSON.stringify({ name: "demo/event-api" }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ status: 401, message: "", error: "Event key not found" });
    expect(world.engine.runs().length).toBe(before);
  });

  it("fails the run whose key cannot be computed, with a reason that names the option", async () => {
    await world.client.send({ name: "demo/keyed", data: { a: 1, b: 2 } });
    await world.engine.settle();
    const [run] = world.engine.runs({ function: "keyed", status: "failed" });
    expect(run?.error).toMatchObject({
      name: "ExpressionError",
      message: expect.stringContaining("concurrency.key"),
    });
  });
});

describe("who may speak to the engine", () => {
  it("answers loopback hosts only", async () => {
    expect((await raw("GET", "/health", { host: "127.0.0.1" })).status).toBe(200);
    expect((await raw("GET", "/health", { host: "localhost:8288" })).status).toBe(200);
    expect((await raw("GET", "/health", { host: "evil.example" })).status).toBe(421);
    expect((await raw("GET", "/health", { host: "127.0.0.1.evil.example" })).status).toBe(421);
  });

  it("refuses posts from pages of other origins", async () => {
    const post = async (origin: string) => (await raw("POST", "/clock/settle", { origin })).status;
    expect(await post(world.engine.url)).toBe(200);
    expect(await post("http://127.0.0.1:4444")).toBe(200);
    expect(await post("https://evil.example")).toBe(403);
    expect(await post("null")).toBe(403);
    expect(await post("http://127.0.0.1:1")).toBe(403);
  });

  it("wants the signing key, plain or hashed, for /v1", async () => {
    const read = async (token: string) =>
      (await raw("GET", "/v1/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ", { authorization: `Bearer ${token}` })).status;
    expect(await read(SIGNING_KEY)).toBe(200);
    expect(await read(hashedSigningKey(SIGNING_KEY))).toBe(200);
    expect(await read("undefined")).toBe(401);
    expect(hashedSigningKey(SIGNING_KEY)).toBe(
      "signkey-test-4884fdaafea47c29fea7159d0daddd9c085d6200e1359e85bb81736af6b7c837",
    );
  });

  it("says that it keeps nothing, and shows runs without data or output", async () => {
    expect(JSON.parse((await raw("GET", "/health", {})).text)).toMatchObject({
      state: "ready",
      persistence: expect.stringContaining("none"),
    });
    const { runs } = JSON.parse((await raw("GET", "/runs?limit=1", {})).text) as { runs: object[] };
    expect(runs.map((run) => Object.keys(run))).toEqual([
      ["id", "function", "status", "event", "startedAt", "endedAt", "attempts", "waitingUntil", "error"],
    ]);
  });

  it("has a page with the demo mark and a fast-forward form in simulator mode", async () => {
    const page = await raw("GET", "/", {});
    expect(page.text).toContain("Demo: simulated time");
    expect(page.text).toContain('action="/clock/advance"');
    const form = { "content-type": "application/x-www-form-urlencoded", origin: world.engine.url };
    expect((await raw("POST", "/clock/advance", form, "byMs=60000")).status).toBe(303);
  });

  it("neither steps nor offers to step the clock without a clock file", async () => {
    const engine = createEngine({
      appUrl: world.appUrl,
      signingKey: SIGNING_KEY,
      eventKey: EVENT_KEY,
      port: 0,
      clock: realClock,
      clockFile: null,
      log: silentLog,
    });
    await engine.start();
    try {
      const answer = await fetch(`${engine.url}/clock/advance`, {
        method: "POST",
        body: JSON.stringify({ byMs: 1 }),
      });
      expect(answer.status).toBe(403);
      const page = await (await fetch(engine.url)).text();
      expect(page).not.toContain("/clock/advance");
      expect(page).not.toContain("Demo");
    } finally {
      await engine.stop();
    }
  });

  it("rejects on a taken port", async () => {
    const port = Number(new URL(world.engine.url).port);
    const engine = createEngine({
      appUrl: world.appUrl,
      signingKey: null,
      eventKey: EVENT_KEY,
      port,
      clock: realClock,
      clockFile: null,
      log: silentLog,
    });
    await expect(engine.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
    await engine.stop();
  });
});

describe("signatures", () => {
  it("come out as recorded", () => {
    const { signed } = read<{ signed: { header: string; body: unknown }[] }>("signatures.json");
    expect(signed.length).toBe(3);
    for (const { header, body } of signed) {
      const seconds = Number(header.match(/^t=(\d+)/)?.[1]);
      expect(sign(SIGNING_KEY, canonicalJson(body), seconds)).toBe(header);
    }
  });

  it("are demanded by the app: unsigned, stale and foreign ones get 401", async () => {
    const body = canonicalJson({ event: { name: "demo/event-api", data: {} }, ctx: { run_id: "r" } });
    const now = Math.floor(realClock.now().getTime() / 1000);
    const call = async (signature: string | null) => {
      const answer = await fetch(`${world.appUrl}?fnId=demo-api&stepId=step`, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          ...(signature === null ? {} : { "x-inngest-signature": signature }),
        },
      });
      return answer.status;
    };
    expect(await call(sign(SIGNING_KEY, body, now))).not.toBe(401);
    expect(await call(null)).toBe(401);
    expect(await call(sign(SIGNING_KEY, body, now - 360))).toBe(401);
    expect(await call(sign(`signkey-test-${"f".repeat(64)}`, body, now))).toBe(401);
  });

  it("leave an engine with the wrong key without functions", async () => {
    const key = `signkey-test-${"f".repeat(64)}`;
    const engine = createEngine({
      appUrl: world.appUrl,
      signingKey: key,
      eventKey: EVENT_KEY,
      port: 0,
      clock: realClock,
      clockFile: null,
      log: silentLog,
      syncRetryMs: 10,
      idleCapMs: 200,
    });
    await engine.start();
    try {
      await expect(engine.settle()).rejects.toThrow(/has not told its functions/);
    } finally {
      await engine.stop();
    }
  });
});
