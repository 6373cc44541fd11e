import { describe, expect, it } from "vitest";
import { equalInConstantTime } from "@/lib/security/constant-time";
import { randomId, randomToken } from "@/lib/security/tokens";

describe("randomToken", () => {
  it("has the bytes asked for, in characters a URL takes as they are", () => {
    const token = randomToken(32);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
  });

  it("does not repeat", () => {
    const tokens = Array.from({ length: 200 }, () => randomToken(16));
    expect(new Set(tokens).size).toBe(200);
  });

  it.each([0, 15, 16.5, Number.NaN])("refuses %s bytes", (bytes) => {
    expect(() => randomToken(bytes)).toThrow(RangeError);
  });
});

describe("randomId", () => {
  it("is a UUID and does not repeat", () => {
    expect(randomId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(randomId()).not.toBe(randomId());
  });
});

describe("equalInConstantTime", () => {
  it("accepts the same text only", () => {
    expect(equalInConstantTime("s3cret", "s3cret")).toBe(true);
    expect(equalInConstantTime("s3creT", "s3cret")).toBe(false);
  });

  it("answers no, rather than throwing, for texts of other length", () => {
    expect(equalInConstantTime("s3cret!", "s3cret")).toBe(false);
    expect(equalInConstantTime("", "s3cret")).toBe(false);
  });

  it("lets nobody in when the expected secret is empty", () => {
    expect(equalInConstantTime("", "")).toBe(false);
  });
});
