import { RetryAfterError } from "inngest";
import { expect, test } from "vitest";
import { createLogger } from "@/lib/logger";
import { sdkLog } from "./sdk-log";

function stage() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: sdkLog(createLogger({ level: "info", destination })) };
}

test("an error is told by its kind, with what the SDK says of it, and never by its text", () => {
  const { lines, log } = stage();
  log.error({ err: new TypeError("select * where secret = 'x'") }, "Inngest step error");
  log.warn("Some functions are undefined");
  expect(lines).toMatchObject([
    { level: 50, reason: "Inngest step error", error: { name: "TypeError" } },
    { level: 40, reason: "Some functions are undefined" },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/secret/);
});

test("a step that asks to be tried again is no error", () => {
  const { lines, log } = stage();
  const err = new RetryAfterError("to be tried again: busy", 1_000);
  log.child({ runID: "01J", eventName: "access/edge.armed" }).error({ err }, "Inngest step error");
  expect(lines).toMatchObject([
    { level: 30, reason: "to be tried again: busy", runId: "01J", eventName: "access/edge.armed" },
  ]);
});
