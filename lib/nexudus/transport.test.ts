import { describe, expect, it } from "vitest";
import { type StubAnswer, stubbedClient } from "./client.testing";
import { NexudusError } from "./errors";

const html = { "content-type": "text/html" };
const MUST_WAIT = "You must wait before accessing this url again.";
const errorOf = async (answer: StubAnswer) => {
  const stub = stubbedClient(() => answer);
  const error: unknown = await stub.client
    .createAccessAudit({ coworkerId: "7", description: "x", isProblem: true })
    .catch((e) => e);
  expect(error).toBeInstanceOf(NexudusError);
  return { error: error as NexudusError, ...stub };
};

describe("an answer", () => {
  it.each<[string, StubAnswer, object]>([
    [
      "429 with a hint",
      { status: 429, headers: { "retry-after": "7" } },
      { kind: "throttled", details: { retryAfterMs: 7_000 } },
    ],
    [
      "429 with a date",
      { status: 429, headers: { "retry-after": "Sun, 01 Mar 2026 12:00:30 GMT" } },
      { details: { retryAfterMs: 30_000 } },
    ],
    [
      "429 with words",
      { status: 429, body: { Message: "Wait 4 seconds" } },
      { details: { retryAfterMs: 4_000 } },
    ],
    [
      "429 without a hint",
      { status: 429, body: {} },
      { kind: "throttled", details: { retryAfterMs: 15_000 } },
    ],
    [
      "409 with Retry-After",
      { status: 409, headers: { "retry-after": "1" }, body: {} },
      { kind: "throttled", details: { retryAfterMs: 1_000 } },
    ],
    [
      "409 without a body",
      { status: 409, body: "" },
      { kind: "throttled", details: { retryAfterMs: 1_000 } },
    ],
    ["409 that says wait", { status: 409, statusText: MUST_WAIT, body: "x" }, { kind: "throttled" }],
    ["409 about the record", { status: 409, body: { Message: "Conflict" } }, { kind: "conflict" }],
    [
      "401",
      { status: 401, body: "" },
      { kind: "unauthorized", details: { entity: "coworkeraccesscontrolaudits" } },
    ],
    ["403 with data", { status: 403, body: { Message: "no" } }, { kind: "unauthorized" }],
    ["403 with a page", { status: 403, headers: html, body: "<html>blocked</html>" }, { kind: "firewall" }],
    ["a redirect", { status: 302, headers: { location: "https://evil.test/" } }, { kind: "redirected" }],
    ["a page instead of data", { headers: html, body: "<html>sign in</html>" }, { kind: "redirected" }],
    ["404", { status: 404, body: '"Not found"' }, { kind: "missing" }],
    [
      "404 of an unknown route",
      { status: 404, body: { Message: "No HTTP resource was found" } },
      { kind: "missing", details: { code: "route" } },
    ],
    ["404 with a page", { status: 404, headers: html, body: "<html/>" }, { kind: "bad_response" }],
    ["500", { status: 500, body: { Message: "An error has occurred." } }, { kind: "server" }],
    ["503 with a page", { status: 503, headers: html, body: "<html/>" }, { kind: "server" }],
    [
      "the generic failure in a 400",
      { status: 400, body: { Message: "Ooops! Something", WasSuccessful: false } },
      { kind: "server" },
    ],
    ["a lost connection", "drop", { kind: "unavailable" }],
    ["no JSON", { body: "{" }, { kind: "bad_response" }],
    ["no id after a creation", { body: { Value: null, WasSuccessful: true } }, { kind: "bad_response" }],
    [
      "400 naming a property",
      {
        status: 400,
        body: {
          Status: 500,
          Message: "Coworker: is a required field",
          WasSuccessful: false,
          Errors: [{ PropertyName: "Coworker", Message: "is a required field" }],
        },
      },
      { kind: "refused", details: { code: "required_field", property: "Coworker" } },
    ],
    [
      "200 that was not successful",
      { body: { Status: 500, Message: "Access Denied", Value: { Id: 1 }, WasSuccessful: false } },
      { kind: "refused", details: { code: "access_denied", status: 200 } },
    ],
    [
      "a missing filter",
      { status: 400, body: { Message: "Missing required filter X" } },
      { kind: "refused", details: { code: "missing_filter" } },
    ],
  ])("%s", async (_name, answer, expected) => {
    expect((await errorOf(answer)).error).toMatchObject(expected);
  });

  it("pauses everybody when asked to wait, and caps an absurd wait", async () => {
    expect((await errorOf({ status: 429, headers: { "retry-after": "2" } })).pauses).toEqual([2_000]);
    expect((await errorOf({ status: 429, headers: { "retry-after": "99999" } })).pauses).toEqual([300_000]);
    expect((await errorOf({ status: 500 })).pauses).toEqual([]);
  });

  it("leaves no text of the platform and no secret in error or log", async () => {
    const canary = "ana@example.test";
    const { error, lines } = await errorOf({
      status: 400,
      body: {
        Message: `${canary}: is a required field`,
        Errors: [{ PropertyName: canary, AttemptedValue: canary }],
      },
    });
    const told = JSON.stringify([error, error.message, error.stack, lines]);
    expect(told).not.toContain(canary);
    expect(told).not.toContain("hidden-password");
    expect(lines).toEqual([
      {
        entity: "coworkeraccesscontrolaudits",
        method: "POST",
        outcome: "refused",
        status: 400,
        durationMs: expect.any(Number),
      },
    ]);
  });
});

it("asks for JSON, authenticates, follows no redirect and spends a write at its priority", async () => {
  const { client, requests, taken } = stubbedClient(() => ({
    body: { Value: { Id: 5 }, WasSuccessful: true },
  }));
  const audit = { coworkerId: "7", description: "no card", isProblem: true };
  expect(await client.withPriority("webhook").createAccessAudit(audit)).toBe("5");
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    method: "POST",
    path: "/api/sys/coworkeraccesscontrolaudits",
    body: { CoworkerId: 7, Description: "no card", IsProblem: true },
  });
  expect(requests[0]?.headers.get("accept")).toBe("application/json");
  expect(requests[0]?.headers.get("authorization")).toBe(`Basic ${btoa("key:hidden-password")}`);
  expect(taken).toEqual([["write", "webhook"]]);
});
