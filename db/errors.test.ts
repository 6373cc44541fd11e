import { describe, expect, it } from "vitest";
import { isUnavailable, isUniqueViolation } from "@/db/errors";

const coded = (code: string, more: object = {}) => Object.assign(new Error("refused"), { code, ...more });

describe("isUniqueViolation", () => {
  it("finds the driver's error below the query builder's", () => {
    const wrapped = new Error("Failed query", { cause: coded("23505", { constraint: "members_pk" }) });
    expect(isUniqueViolation(wrapped, "members_pk")).toBe(true);
    expect(isUniqueViolation(wrapped, "persons_pk")).toBe(false);
  });

  it("says no to other codes and to things that are no errors", () => {
    expect(isUniqueViolation(coded("23503"))).toBe(false);
    for (const thrown of [undefined, null, "23505", 23505, {}]) expect(isUniqueViolation(thrown)).toBe(false);
  });
});

describe("isUnavailable", () => {
  it.each(["08006", "53300", "57P01", "57P03", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND"])(
    "is true for %s",
    (code) => {
      expect(isUnavailable(new Error("Failed query", { cause: coded(code) }))).toBe(true);
    },
  );

  it.each(["23505", "40001", "42P01", "57014", "EACCES"])("is false for %s", (code) => {
    expect(isUnavailable(coded(code))).toBe(false);
  });

  it("knows what has no code: a lost connection, several refused addresses, a refused WebSocket", () => {
    expect(isUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isUnavailable(new AggregateError([coded("ECONNREFUSED")]))).toBe(true);
    expect(isUnavailable(new Error("Failed query", { cause: { type: "error", target: {} } }))).toBe(true);
    expect(isUnavailable(new Error("a booking said: Connection terminated"))).toBe(false);
  });

  it("ends for causes in a circle", () => {
    const loop = new Error("loop");
    loop.cause = loop;
    expect(isUnavailable(loop)).toBe(false);
  });
});
