import { NonRetriableError, RetryAfterError } from "inngest";
import { describe, expect, test } from "vitest";
import { VendorError } from "@/lib/connectors/errors";
import { callFunction, type Handler, type StepMemory } from "./step-runner";

const call = (handler: Handler, memory: StepMemory = {}) =>
  callFunction(handler, { event: { data: {} }, memory, send: async () => undefined });

describe("a call of a function's body", () => {
  test("carries out the first unknown step only, and gives what is remembered of the others", async () => {
    const ran: string[] = [];
    const body: Handler = async ({ step }) => {
      const first = await step.run("first", () => {
        ran.push("first");
        return 1;
      });
      return step.run("second", () => {
        ran.push("second");
        return [first, 2];
      });
    };
    expect(await call(body)).toMatchObject({ kind: "ops", ops: [{ op: "StepRun", id: "first", data: 1 }] });
    expect(ran).toEqual(["first"]);
    const memory = { first: { data: 1 } };
    expect(await call(body, memory)).toMatchObject({ ops: [{ id: "second", data: [1, 2] }] });
    expect(ran).toEqual(["first", "second"]);
    expect(await call(body, { ...memory, second: { data: 3 } })).toEqual({ kind: "returned", data: 3 });
  });

  test("asks for a sleep of so many ms as the SDK does, in whole seconds", async () => {
    const answered = await callFunction(async ({ step }) => step.sleep("gather", 6_500), {
      event: {},
      memory: {},
      send: async () => undefined,
    });
    expect(answered).toMatchObject({ kind: "ops", ops: [{ op: "Sleep", id: "gather", name: "6s" }] });
  });

  test("asks for a sleep and goes on once it is remembered", async () => {
    const body: Handler = async ({ step }) => {
      await step.sleepUntil("edge", new Date("2026-05-12T10:00:00Z"));
      return "awake";
    };
    expect(await call(body)).toMatchObject({ ops: [{ op: "Sleep", name: "2026-05-12T10:00:00.000Z" }] });
    expect(await call(body, { edge: null })).toEqual({ kind: "returned", data: "awake" });
  });

  test.each([
    ["asks for another try", new Error("no"), { noRetry: false, retryAfter: null }],
    ["asks for one later", new RetryAfterError("wait", 7_000), { noRetry: false, retryAfter: "7" }],
    ["asks for none", new NonRetriableError("never"), { noRetry: true, retryAfter: null }],
    [
      "reads a vendor's error as everywhere",
      new VendorError("credentials_invalid", "gone"),
      { noRetry: true },
    ],
  ])("%s, as the error says", async (_, error, expected) => {
    const body: Handler = async ({ step }) =>
      step.run("fails", () => {
        throw error;
      });
    expect(await call(body)).toMatchObject({ kind: "ops", ops: [{ op: "StepError" }], ...expected });
  });

  test("refuses two steps at once", async () => {
    const body: Handler = async ({ step }) =>
      Promise.all([step.run("one", () => new Promise(() => undefined)), step.run("two", () => 2)]);
    expect(await call(body)).toMatchObject({
      kind: "refused",
      error: { message: "two steps at once, the second is two" },
    });
  });
});
