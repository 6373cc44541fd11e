import fc from "fast-check";
import { expect, it } from "vitest";
import { fromInstant, toInstant } from "./scalars";

const date = fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });

it("reads 0 to 7 fractional digits, cutting to milliseconds, in any zone", () => {
  fc.assert(
    fc.property(
      date,
      fc.stringMatching(/^\d{0,7}$/),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      (at, digits, offset) => {
        const whole = Math.floor(at.getTime() / 1000) * 1000;
        const expected = whole + Number(digits.padEnd(3, "0").slice(0, 3));
        const fraction = digits === "" ? "" : `.${digits}`;
        const utc = new Date(whole).toISOString().slice(0, 19);
        expect(toInstant(`${utc}${fraction}Z`)?.getTime()).toBe(expected);
        expect(toInstant(`${utc}${fraction}`)?.getTime()).toBe(expected);
        const wall = new Date(whole + offset * 60_000).toISOString().slice(0, 19);
        const two = (n: number) => String(n).padStart(2, "0");
        const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
        expect(toInstant(`${wall}${fraction}${zone}`)?.getTime()).toBe(expected);
      },
    ),
  );
});

it("reads back what it sends, to the second", () => {
  fc.assert(
    fc.property(date, (at) => {
      expect(toInstant(fromInstant(at))?.getTime()).toBe(Math.floor(at.getTime() / 1000) * 1000);
    }),
  );
});
