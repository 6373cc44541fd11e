import { encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { cookieValues, readCookie } from "./read-cookie";

const name = "next-auth.session-token";
const secret = "s".repeat(40);
const ids = { sub: "00000000-0000-4000-8000-000000000001", installationId: "i" };
const sealed = (more: { secret?: string; maxAge?: number; salt?: string } = {}) =>
  encode({ token: ids, secret, maxAge: 600, ...more });
const read = (...values: string[]) =>
  readCookie(values.map((value) => `${name}=${value}`).join("; "), { name, secret });
const good = { kind: "ticket", ticket: { sessionId: ids.sub, installationId: "i" } };

describe("what a session cookie says", () => {
  it("opens a good one", async () => {
    expect(await read(await sealed())).toEqual(good);
  });

  it("tells none, garbage, another secret and an expired one apart", async () => {
    expect(await readCookie(null, { name, secret })).toEqual({ kind: "none" });
    expect(await read("")).toEqual({ kind: "none" });
    expect(await read("garbage")).toEqual({ kind: "unreadable" });
    expect(await read(await sealed({ secret: "t".repeat(40) }))).toEqual({ kind: "other_secret" });
    expect(await read(await sealed({ maxAge: -600 }))).toEqual({ kind: "expired" });
  });

  it("takes nothing sealed for another purpose", async () => {
    expect((await read(await sealed({ salt: "lintel-cookie-check" }))).kind).toBe("other_secret");
  });

  it("takes no sealed text without the two ids", async () => {
    expect(await read(await encode({ token: { sub: "x" }, secret }))).toEqual({ kind: "unreadable" });
  });

  it("finds the good one among bad ones, in any order: a leftover locks nobody out", async () => {
    const value = await sealed();
    expect(await read("garbage", value)).toEqual(good);
    expect(await read(value, "garbage")).toEqual(good);
    const withParts = `${name}.0=stale; ${name}=${value}; ${name}.1=parts`;
    expect(await readCookie(withParts, { name, secret })).toEqual(good);
  });

  it("joins the numbered parts of a long one", async () => {
    const value = await sealed();
    const header = `${name}.1=${value.slice(100)}; ${name}.0=${value.slice(0, 100)}`;
    expect(await readCookie(header, { name, secret })).toEqual(good);
  });

  it("looks at a handful of values only, and at none of 20 kB", () => {
    expect(cookieValues(Array.from({ length: 500 }, () => `${name}=x`).join("; "), name).length).toBeLessThan(
      10,
    );
    expect(cookieValues(`${name}=${"x".repeat(20_000)}`, name)).toEqual([]);
  });

  it("never mistakes another cookie for it", () => {
    expect(cookieValues(`x${name}=a; ${name}x=b; ${name}.x=c; __Secure-${name}=d`, name)).toEqual([]);
  });
});
