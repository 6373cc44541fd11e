import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { verifyInstall } from "./install";

const hex32 = fc.stringMatching(/^[0-9a-f]{32}$/);
const ticks = fc.bigInt({ min: 630_000_000_000_000_000n, max: 660_000_000_000_000_000n });
const instantOf = (value: bigint) => new Date(Number((value - 621_355_968_000_000_000n) / 10_000n));

it("accepts what is signed in value order, whichever value comes first, and nothing with one digit changed", () => {
  fc.assert(
    fc.property(hex32, hex32, hex32, ticks, fc.nat({ max: 31 }), (a, t, secretKey, d, at) => {
      const joined = [t, a, String(d)].sort().join("|");
      const h = createHash("md5")
        .update(joined + secretKey)
        .digest("hex");
      const options = { applicationKey: a, secretKey, now: instantOf(d) };
      const link = { a, t, d: String(d), h };
      expect(verifyInstall(new URLSearchParams(link), options).ok).toBe(true);
      const flip = (text: string) => text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
      for (const changed of [
        { ...link, a: flip(a) },
        { ...link, t: flip(t) },
        { ...link, h: flip(h) },
      ]) {
        expect(verifyInstall(new URLSearchParams(changed), options).ok).toBe(false);
      }
    }),
  );
});
