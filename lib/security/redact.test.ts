import { describe, expect, it } from "vitest";
import { describeError, redact } from "@/lib/security/redact";

describe("redact", () => {
  it("keeps listed fields as they are", () => {
    const fields = {
      installationId: "i1",
      durationMs: 12,
      outcome: "applied",
      edgeAt: new Date("2026-03-01T10:00:00Z"),
    };
    expect(redact(fields)).toEqual({ ...fields, edgeAt: "2026-03-01T10:00:00.000Z" });
  });

  it("replaces every field nobody listed, at every depth", () => {
    const written = JSON.stringify(
      redact({ email: "ana@canary.test", counts: { added: 3, pin: "0042" }, error: { token: "canary" } }),
    );
    expect(written).not.toContain("canary");
    expect(written).not.toContain("0042");
    expect(written).toContain('"email":"[redacted]"');
  });

  it("survives a cycle and cuts long text", () => {
    const loop: Record<string, unknown> = {};
    loop.counts = loop;
    expect(() => JSON.stringify(redact(loop))).not.toThrow();
    expect(String(redact({ reason: "x".repeat(2000) }).reason)).toHaveLength(503);
  });
});

describe("describeError", () => {
  it("gives name, code and place, never the message", () => {
    // Messages of the query builder hold the query's parameters.
    const error = Object.assign(new Error("Failed query: params: ana@canary.test\nat canary"), {
      code: "23505",
    });
    const described = describeError(error);
    expect(described).toMatchObject({ name: "Error", code: "23505" });
    expect(JSON.stringify(described)).not.toContain("canary");
    expect(JSON.stringify(described.at)).toContain("redact.test.ts");
  });

  it("walks the causes, and ends in a cycle of them", () => {
    const inner = Object.assign(new TypeError("canary"), { code: "ECONNREFUSED" });
    expect(describeError(new Error("outer", { cause: inner }))).toMatchObject({
      causes: [{ name: "TypeError", code: "ECONNREFUSED" }],
    });
    const loop = new Error("loop");
    loop.cause = loop;
    expect(describeError(loop)).toMatchObject({ name: "Error" });
  });

  it("leaves out a code that is not a short word", () => {
    expect(
      describeError(Object.assign(new Error("x"), { code: "ana@canary.test said no" })),
    ).not.toHaveProperty("code");
  });

  it("describes a thrown thing that is no error by its type only", () => {
    expect(describeError("ana@canary.test")).toEqual({ name: "string" });
  });
});
