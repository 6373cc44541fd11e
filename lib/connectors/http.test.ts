import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import type { CallLog, FetchLike } from "./contract";
import { VendorError, type VendorErrorKind } from "./errors";
import { createHttp, type HttpDeps, type HttpRequest } from "./http";
import { tokensOf } from "./testing/token-source";

const clock = manualClock(new Date("2026-03-02T10:00:00Z"));
const GET: HttpRequest = { operation: "list_things", method: "GET", path: ["things"] };

function harness(
  answers: readonly (Response | Error | ((init: RequestInit) => Promise<Response>))[],
  more: Partial<HttpDeps> = {},
) {
  const calls: { url: string; init: RequestInit }[] = [];
  const logs: Parameters<CallLog>[0][] = [];
  const fetch: FetchLike = async (url, init) => {
    const answer = answers[calls.length];
    calls.push({ url, init });
    if (answer === undefined) throw new Error("a call nobody expected");
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(init) : answer;
  };
  const http = createHttp({
    vendor: "acme",
    baseUrl: "https://api.example.test/v1/",
    fetch,
    clock,
    log: (entry) => logs.push(entry),
    timeoutMs: 200,
    ...more,
  });
  return { http, calls, logs };
}

const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const html = (status: number) =>
  new Response("<html><body>Blocked</body></html>", { status, headers: { "content-type": "text/html" } });

async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof VendorError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("createHttp", () => {
  it.each<[string, Response, VendorErrorKind]>([
    ["400", json(400), "invalid_request"],
    ["401", json(401), "credentials_invalid"],
    ["403", json(403), "permission_denied"],
    ["404", json(404), "not_found"],
    ["410", json(410), "not_found"],
    ["408", json(408), "unavailable"],
    ["409", json(409), "conflict"],
    ["422", json(422), "invalid_request"],
    ["429", json(429), "rate_limited"],
    ["500", json(500), "unavailable"],
    ["503 in HTML", html(503), "unavailable"],
    ["403 in HTML, a firewall", html(403), "unavailable"],
    ["404 in HTML, no proof that an object is gone", html(404), "unavailable"],
    ["400 in HTML", html(400), "unexpected_response"],
    ["200 in HTML", html(200), "unexpected_response"],
    ["200 and empty", new Response("", { status: 200 }), "unexpected_response"],
    ["200 and cut short", new Response('{"data":[', { status: 200 }), "unexpected_response"],
    [
      "302",
      new Response(null, { status: 302, headers: { location: "https://evil.example.test" } }),
      "unavailable",
    ],
    [
      "301",
      new Response(null, { status: 301, headers: { location: "https://evil.example.test" } }),
      "unexpected_response",
    ],
  ])("answers %s with the right kind, in one call", async (_name, response, kind) => {
    const { http, calls, logs } = harness([response]);
    const error = await failureOf(http(GET));
    expect(error.kind).toBe(kind);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.init.redirect).toBe("manual");
    expect(logs).toEqual([
      {
        vendor: "acme",
        operation: "list_things",
        outcome: kind,
        status: response.status,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it.each<[string, Error]>([
    ["a reset", new TypeError("fetch failed")],
    ["DNS", Object.assign(new Error("getaddrinfo ENOTFOUND api.example.test"), { code: "ENOTFOUND" })],
  ])("calls %s unavailable and drops its cause", async (_name, thrown) => {
    const { http, logs } = harness([thrown]);
    const error = await failureOf(http(GET));
    expect(error.kind).toBe("unavailable");
    expect(error.cause).toBeUndefined();
    expect(logs[0]).not.toHaveProperty("status");
  });

  it("gives up after its time-out, also while the body is coming", async () => {
    const silent = (init: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const stuckBody = async (init: RequestInit) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("{"));
            init.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
          },
        }),
      );
    const { http } = harness([silent, stuckBody], { timeoutMs: 20 });
    expect(await failureOf(http(GET))).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("20 ms"),
    });
    expect(await failureOf(http(GET))).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("20 ms"),
    });
  });

  it("refuses a body over the cap without reading it to the end", async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024)),
      cancel: () => {
        cancelled = true;
      },
    });
    const { http } = harness([new Response(endless)], { bodyMaxBytes: 10_000 });
    expect((await failureOf(http(GET))).kind).toBe("unexpected_response");
    expect(cancelled).toBe(true);
  });

  it.each<[string, Record<string, string>, number | undefined]>([
    ["seconds", { "retry-after": "7" }, 7_000],
    ["a date", { "retry-after": "Mon, 02 Mar 2026 10:00:30 GMT" }, 30_000],
    // Simulated or skewed clocks: the answer's own Date is what the vendor's date relates to.
    [
      "a date beside the vendor's own clock",
      { "retry-after": "Fri, 01 Jan 2027 00:00:09 GMT", date: "Fri, 01 Jan 2027 00:00:00 GMT" },
      9_000,
    ],
    ["a date in the past", { "retry-after": "Mon, 02 Mar 2026 09:00:00 GMT" }, 1_000],
    ["zero", { "retry-after": "0" }, 1_000],
    ["a week", { "retry-after": "604800" }, 900_000],
    ["nonsense", { "retry-after": "soon" }, undefined],
    ["nothing", {}, undefined],
  ])("reads Retry-After: %s", async (_name, headers, expected) => {
    const { http } = harness([json(429, {}, headers)]);
    expect((await failureOf(http(GET))).details.retryAfterMs).toBe(expected);
  });

  it("renews the token once after a 401 and repeats the call once", async () => {
    const tokens = tokensOf("old", "new");
    const { http, calls, logs } = harness([json(401), json(200, { fine: true })], { auth: bearer(tokens) });
    expect((await http(GET)).body).toEqual({ fine: true });
    expect(calls.map(({ init }) => new Headers(init.headers).get("authorization"))).toEqual([
      "Bearer old",
      "Bearer new",
    ]);
    expect(tokens.renewals).toBe(1);
    expect(logs.map((l) => l.outcome)).toEqual(["credentials_invalid", "ok"]);
  });

  it("does not renew a second time, and never on other failures", async () => {
    const twice = tokensOf("a", "b", "c");
    const refused = harness([json(401), json(401)], { auth: bearer(twice) });
    expect((await failureOf(refused.http(GET))).kind).toBe("credentials_invalid");
    expect(twice.renewals).toBe(1);
    const never = tokensOf("a", "b");
    const down = harness([json(503)], { auth: bearer(never) });
    expect((await failureOf(down.http(GET))).kind).toBe("unavailable");
    expect(never.renewals).toBe(0);
  });

  it("encodes ids, and refuses those that would lead to another endpoint", async () => {
    const { http, calls } = harness([json(200), json(200)]);
    await http({
      ...GET,
      path: ["things", "a/../b?x=1"],
      query: { "created_at:ge": "2026-01-01", none: undefined },
    });
    expect(calls[0]?.url).toBe(
      "https://api.example.test/v1/things/a%2F..%2Fb%3Fx%3D1?created_at%3Age=2026-01-01",
    );
    for (const id of ["", ".", ".."]) {
      expect((await failureOf(http({ ...GET, path: ["things", id] }))).kind).toBe("invalid_request");
    }
    expect(calls).toHaveLength(1);
  });

  it("takes an empty answer only where none is due", async () => {
    const { http } = harness([new Response(null, { status: 204 })]);
    expect((await http({ ...GET, method: "DELETE", answer: "none" })).body).toBeUndefined();
  });

  it("gives text as it came, a redirect as an answer, and lets the vendor's own reading refuse either", async () => {
    const redirect = () => new Response(null, { status: 302, headers: { location: "/login" } });
    const classify: HttpDeps["classify"] = ({ headers }) =>
      headers.get("location") === "/login" ? new VendorError("credentials_invalid", "ended") : null;
    const { http, calls } = harness([html(200), redirect(), html(500)], { classify });
    const ask = { ...GET, method: "POST", answer: "text", form: { a: ["1", "2"], b: "3" } } as const;
    expect((await http({ ...ask, headers: { accept: "text/html" } })).body).toContain("Blocked");
    expect(calls[0]?.init.body).toBe("a=1&a=2&b=3");
    expect(new Headers(calls[0]?.init.headers).get("accept")).toBe("text/html");
    expect((await failureOf(http(ask))).kind).toBe("credentials_invalid");
    expect((await failureOf(http(ask))).kind).toBe("unavailable");
  });

  // A vendor's code field can carry anything, a client secret that was echoed for one.
  it("keeps a vendor's code that is known, and nothing else of its body", async () => {
    const codes = { of: (body: unknown) => (body as { type?: unknown }).type, known: ["pin_taken"] };
    const body = { type: "pin_taken", message: "PIN 49382716 of ana@example.test is taken" };
    const { http } = harness([json(400, body), json(400, { type: "secret_word" })], { codes });
    const error = await failureOf(http(GET));
    expect(error.details.vendorCode).toBe("pin_taken");
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/49382716|ana@/);
    expect((await failureOf(http(GET))).details.vendorCode).toBeUndefined();
  });
});

function bearer(tokens: ReturnType<typeof tokensOf>): NonNullable<HttpDeps["auth"]> {
  return { tokens, headers: (token) => ({ authorization: `Bearer ${token}` }) };
}
