import fc from "fast-check";

const NASTY = [
  "",
  " ",
  "\0",
  "%00",
  "%",
  "%zz",
  "../../etc/passwd",
  "..\\..\\",
  "//evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "<script>alert(1)</script>",
  "' or 1=1 --",
  "\"'`;$(){}[]|&",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "true",
  "-0",
  "-1",
  "1e999",
  "9007199254740993",
  "9".repeat(400),
  "0x10",
  "\u202etxt.exe",
  "\ud83d\udeaa",
  "\ufeff",
  "a\u0301",
  "\uff11\uff12",
  "00000000-0000-4000-8000-000000000000",
  "x".repeat(5_000),
];

/** Text that somebody might send on purpose, or a broken client by mistake. */
export const junk: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);

/** One in `oneIn` times the value, else null. */
export const rarely = <T>(arbitrary: fc.Arbitrary<T>, oneIn = 2): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Percent-encoded bytes of any text, also of one that is no valid Unicode. */
export const percent = (text: string) =>
  [...Buffer.from(text, "utf8")]
    .map((byte) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");

/** Bytes that may stand in a line of a request: what ends it is taken out. */
export const lineBytes = (text: string) =>
  Buffer.from(text.replace(/[\r\n]/g, ""), "utf8").toString("latin1");

/** A piece of a path or query: mostly as it should be written, sometimes as it comes. */
export const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: junk.map(percent) },
  { weight: 1, arbitrary: junk.map((text) => lineBytes(text).replace(/[ ?#]/g, "+")) },
);

/** `?...` of parameters with these names or any other, doubled ones included; now and then a great many. */
export const query = (...names: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .array(fc.tuple(fc.oneof(fc.constantFrom("x", ...names), piece), piece), { maxLength: 6 })
        .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map(([k, v]) => `${k}=${v}`).join("&")}`)),
    },
    { weight: 1, arbitrary: fc.constantFrom(`?${"a=1&".repeat(3_000)}`, `?${"a[]=&".repeat(1_000)}`) },
  );

const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

/** JSON that is hard to hold: deep, huge, with names that matter to JavaScript; or none at all. */
export const hardJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.json() },
  { weight: 2, arbitrary: junk.map((text) => Buffer.from(text, "utf8").toString("latin1")) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      deep("[", "]", 10_000),
      deep('{"Value":', "}", 10_000).replace("}", "1}"),
      '{"Value":'.repeat(20_000),
      '{"__proto__":{"Id":1},"constructor":{"prototype":{"Id":2}}}',
      '{"Id":1e999,"CoworkerId":-1e400}',
      `{"Id":${"9".repeat(1_000)}}`,
      '[{"Id":1,"Id":2,"CoworkerId":{"toString":1}}]',
      '{"Records":{"length":1e9}}',
      '\ufeff[{"Id":1}]'.replace("\ufeff", "\u00ef\u00bb\u00bf"),
      "\xff\xfe[\0]\0",
    ),
  },
);
