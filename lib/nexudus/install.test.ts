import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyInstall } from "./install";

const secretKey = "0123456789abcdef0123456789abcdef";
const V1 = {
  a: "d420667525e0489d91068cbf732fe1dc",
  t: "c90e30fca71a4c37810a292b99d4d4f2",
  d: "634963729314011098",
  h: "f73756ffebd099902db743c7c0e0ae98",
  at: new Date("2013-02-13T17:22:11.401Z"),
};
const V2 = {
  a: "1f36292c02d9c438d98d8c9eb34897c9",
  t: "f0e1d2c3b4a5968778695a4b3c2d1e0f",
  d: "638990208000000000",
  h: "c5a60108c2ada00722c71eb6f6f255f5",
  at: new Date("2025-11-18T00:00:00Z"),
};
type Link = Record<"a" | "t" | "d" | "h", string>;
const linkOf = ({ a, t, d, h }: Link): Link => ({ a, t, d, h });
const verify = (query: Record<string, string> | URLSearchParams, at: Date, applicationKey = V2.a) =>
  verifyInstall(new URLSearchParams(query), { applicationKey, secretKey, now: at });
const v2 = (change: Record<string, string> = {}, at = V2.at) => verify({ ...linkOf(V2), ...change }, at);
/** A link signed for these values, joined in the order given. */
const signed = (values: { a: string; t: string; d: string }, order: string[]) => ({
  ...values,
  h: createHash("md5")
    .update(`${order.join("|")}${secretKey}`)
    .digest("hex"),
});
const minutes = (n: number) => new Date(V2.at.getTime() + n * 60_000);

describe("verifyInstall", () => {
  it.each([
    ["V1, time first", V1],
    ["V2, key before time", V2],
  ])("accepts the vector %s", (_name, vector) => {
    const verdict = verify(linkOf(vector), vector.at, vector.a);
    expect(verdict).toMatchObject({
      ok: true,
      token: vector.t,
      ticks: vector.d,
      issuedAt: vector.at,
      hints: { subdomain: null, email: null },
    });
  });

  it("keeps the unsigned hints apart and drops doubled or endless ones", () => {
    expect(v2({ b: "demo", e: "a@b.test", x: "1" })).toMatchObject({
      ok: true,
      hints: { subdomain: "demo", email: "a@b.test" },
    });
    const doubled = new URLSearchParams(linkOf(V2));
    doubled.append("b", "one");
    doubled.append("b", "two");
    doubled.append("e", "x".repeat(10_240));
    expect(verify(doubled, V2.at)).toMatchObject({ ok: true, hints: { subdomain: null, email: null } });
  });

  it.each(["a", "t", "d", "h"] as const)("refuses %s missing, empty, doubled and 10 kB long", (field) => {
    const without = new URLSearchParams(linkOf(V2));
    without.delete(field);
    expect(verify(without, V2.at)).toEqual({ ok: false, reason: `missing-${field}`, field });
    expect(v2({ [field]: "" })).toEqual({ ok: false, reason: `missing-${field}`, field });
    const twice = new URLSearchParams(linkOf(V2));
    twice.append(field, V2[field]);
    expect(verify(twice, V2.at)).toEqual({ ok: false, reason: `doubled-${field}`, field });
    expect(v2({ [field]: "1".repeat(10_240) })).toEqual({ ok: false, reason: "too-long", field });
  });

  it.each([
    ["a", "unknown-application"],
    ["t", "bad-signature"],
    ["d", "bad-signature"],
    ["h", "bad-signature"],
  ] as const)("refuses a tampered %s as %s", (field, reason) => {
    const last = V2[field].at(-1) === "1" ? "2" : "1";
    expect(v2({ [field]: V2[field].slice(0, -1) + last })).toMatchObject({ ok: false, reason });
  });

  it.each(["", "0", "zz", `${V2.h}0`, V2.h.slice(1), "g".repeat(32), ` ${V2.h.slice(1)}`])(
    "refuses the signature %j",
    (h) => {
      expect(v2({ h })).toMatchObject({ ok: false });
    },
  );

  it.each([
    "634963729314011098.0",
    "6.38990208e17",
    "+638990208000000000",
    "-1",
    " 638990208000000000",
    "0x1",
    "now",
    "６３８９９０２０８０００００００００",
  ])("refuses the time %j as no number", (d) => {
    expect(v2({ d })).toMatchObject({ ok: false, reason: "time-not-a-number" });
  });

  it.each(["1", "123456789", "12345678901", "9".repeat(17), "9".repeat(19)])(
    "refuses %s, a number that is no time",
    (d) => {
      expect(v2({ d })).toMatchObject({ ok: false, reason: "bad-time" });
    },
  );

  it("is fresh for 75 minutes both ways and not a minute longer", () => {
    expect(v2({}, minutes(75))).toMatchObject({ ok: true });
    expect(v2({}, minutes(-75))).toMatchObject({ ok: true });
    expect(v2({}, minutes(76))).toMatchObject({ ok: false, reason: "stale" });
    expect(v2({}, minutes(-76))).toMatchObject({ ok: false, reason: "future" });
  });

  it("tells a genuine stale link from a forged one, so that only the first can go on in a session", () => {
    expect(v2({}, minutes(600))).toMatchObject({ reason: "stale", signed: { token: V2.t } });
    const forged = v2({ h: "0".repeat(32) }, minutes(600));
    expect(forged).toMatchObject({ reason: "stale" });
    expect(forged).not.toHaveProperty("signed");
  });

  it.each([
    ["seconds", "1763424000"],
    ["milliseconds", "1763424000000"],
  ])("accepts Unix %s", (_unit, d) => {
    const { a, t } = V2;
    expect(verify(signed({ a, t, d }, [d, a, t].sort()), V2.at)).toMatchObject({ ok: true, issuedAt: V2.at });
  });

  it("accepts the signature in capitals and gives both links one digest", () => {
    const plain = v2();
    const capitals = v2({ h: V2.h.toUpperCase() });
    expect(plain.ok && capitals.ok && plain.linkDigest === capitals.linkDigest).toBe(true);
    expect(plain.ok && plain.linkDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("tries the culture-aware order where capitals or hyphens make a difference", () => {
    const a = "b0000000000000000000000000000000";
    const d = V2.d;
    // Ordinal: the capital sorts before "b"; ignoring case: after it.
    const capital = signed({ a, t: "Cafe", d }, [d, a, "Cafe"]);
    expect(verify(capital, V2.at, a)).toMatchObject({ ok: true });
    // Ordinal and case-blind: the hyphen sorts before any digit; a culture-aware sort passes over it.
    const hyphen = signed({ a, t: "-9f", d }, [d, "-9f", a]);
    expect(verify(hyphen, V2.at, a)).toMatchObject({ ok: true });
  });

  it("refuses parameter-name order when it differs from value order", () => {
    const { a, t, d } = V2;
    expect(verify(signed({ a, t, d }, [t, a, d]), V2.at)).toMatchObject({ reason: "bad-signature" });
  });

  it("refuses a token that could shift the joints of the signed text", () => {
    expect(v2({ t: "a|b" })).toMatchObject({ reason: "bad-token" });
    expect(v2({ t: "a\nb" })).toMatchObject({ reason: "bad-token" });
  });

  it("refuses everything while a key is not set", () => {
    const now = V2.at;
    const query = new URLSearchParams(linkOf(V2));
    expect(verifyInstall(query, { applicationKey: "", secretKey, now }).ok).toBe(false);
    expect(verifyInstall(query, { applicationKey: V2.a, secretKey: "", now })).toEqual({
      ok: false,
      reason: "not-configured",
    });
  });
});
