import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createKeyedHash } from "@/lib/security/keyed-hash";

const KEY = Buffer.alloc(32, 3);
const hashes = createKeyedHash(KEY.toString("base64"));

describe("createKeyedHash", () => {
  it("gives the same text for the same purpose, scope and value", () => {
    const input = { purpose: "pin", value: "0042", scope: "i1" } as const;
    expect(hashes.hash(input)).toBe(hashes.hash(input));
    expect(hashes.hash(input)).toMatch(/^[\w-]{43}$/);
  });

  it("is HMAC-SHA256 under a key of its own per purpose", () => {
    const purposeKey = createHmac("sha256", KEY).update("lintel:card").digest();
    const expected = createHmac("sha256", purposeKey).update('[null,"ABC"]').digest("base64url");
    expect(hashes.hash({ purpose: "card", value: "ABC" })).toBe(expected);
  });

  it("differs by value, purpose, scope and key", () => {
    const other = createKeyedHash(Buffer.alloc(32, 4).toString("base64"));
    const all = [
      hashes.hash({ purpose: "pin", value: "0042", scope: "i1" }),
      hashes.hash({ purpose: "pin", value: "0043", scope: "i1" }),
      hashes.hash({ purpose: "card", value: "0042", scope: "i1" }),
      hashes.hash({ purpose: "pin", value: "0042", scope: "i2" }),
      hashes.hash({ purpose: "pin", value: "0042" }),
      other.hash({ purpose: "pin", value: "0042", scope: "i1" }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("refuses a short key at start, without quoting it", () => {
    const short = Buffer.alloc(31, 9).toString("base64");
    expect(() => createKeyedHash(short)).toThrow(RangeError);
    expect(() => createKeyedHash(short)).not.toThrow(short);
  });
});
