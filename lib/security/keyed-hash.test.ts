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

  it("writes with the first key of a ring and looks for all, so that older rows are found", () => {
    const [old, fresh] = [KEY.toString("base64"), Buffer.alloc(32, 5).toString("base64")];
    const ring = createKeyedHash(`h1:${fresh},h0:${old}`);
    const input = { purpose: "install-token", value: "t" } as const;
    expect(ring.hash(input)).toBe(createKeyedHash(fresh).hash(input));
    expect(ring.every(input)).toEqual([createKeyedHash(fresh).hash(input), hashes.hash(input)]);
    expect(hashes.every(input)).toEqual([hashes.hash(input)]);
    expect(createKeyedHash(`h0:${old}`).hash(input)).toBe(hashes.hash(input));
  });

  it.each([
    ["an empty ring", ""],
    ["no base64", "not base64 at all, and longer than thirty-two bytes"],
    ["a short key", `h1:${Buffer.alloc(31, 9).toString("base64")}`],
    ["an id with a dot", `h.1:${KEY.toString("base64")}`],
    ["an id twice", `h1:${KEY.toString("base64")},h1:${KEY.toString("base64")}`],
    ["an empty entry", `h1:${KEY.toString("base64")},`],
  ])("refuses %s at start", (_name, ring) => {
    expect(() => createKeyedHash(ring)).toThrow(RangeError);
  });
});
