import { NonRetriableError, RetryAfterError } from "inngest";
import { describe, expect, test } from "vitest";
import { VendorError, type VendorErrorKind } from "@/lib/connectors/errors";
import { NexudusError } from "@/lib/nexudus/errors";
import { translate } from "../middleware/outside-errors";

describe("errors of outside systems", () => {
  test("a vendor's throttle is tried again at the time it named", () => {
    const told = translate(new VendorError("rate_limited", "slow down", { retryAfterMs: 30_000 }));
    expect(told).toBeInstanceOf(RetryAfterError);
    expect((told as RetryAfterError).retryAfter).toBe("30");
  });

  test.each<VendorErrorKind>(["credentials_invalid", "permission_denied", "invalid_request"])(
    "%s is not tried again",
    (kind) => {
      expect(translate(new VendorError(kind, "fixed text"))).toBeInstanceOf(NonRetriableError);
    },
  );

  test.each<VendorErrorKind>(["unavailable", "conflict"])("%s is tried again", (kind) => {
    const told = translate(new VendorError(kind, "fixed text"));
    expect(told).toBeInstanceOf(Error);
    expect(told).not.toBeInstanceOf(NonRetriableError);
  });

  test("a refused credential of Nexudus is final, its outage is not", () => {
    expect(translate(new NexudusError("unauthorized", { entity: "spaces/bookings" }))).toBeInstanceOf(
      NonRetriableError,
    );
    expect(translate(new NexudusError("unavailable", { entity: "spaces/bookings" }))).not.toBeInstanceOf(
      NonRetriableError,
    );
  });

  test("what another error says, and what caused it, stays in this process", () => {
    // A database error holds its parameters: without this they would be sent to the engine.
    const inner = new Error("params: ana@example.test, sk_live_secret", { cause: new Error("048215") });
    const told = translate(inner);
    expect(told).toBeInstanceOf(Error);
    expect((told as Error).message).toBe("internal: Error");
    expect(JSON.stringify(told, Object.getOwnPropertyNames(told))).not.toMatch(/ana@|secret|048215/);
    expect((told as Error).cause).toBeUndefined();
  });

  test("a cause never travels with a translated vendor error", () => {
    const error = new VendorError("unavailable", "fixed text", { cause: new Error("Bearer abc") } as never);
    expect((translate(error) as Error).cause).toBeUndefined();
  });
});
