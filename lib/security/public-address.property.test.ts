import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePrivateHosts } from "./private-hosts";
import { isForbiddenAddress, isPublicAddress } from "./public-address";
import { checkUrl } from "./url-guard";

type V4 = readonly [number, number, number, number];
const byte = fc.integer({ min: 0, max: 255 });
const inV4 = (a: number, b: readonly [number, number] = [0, 255], c = byte) =>
  fc.tuple(fc.constant(a), fc.integer({ min: b[0], max: b[1] }), c, byte);

/** Written down from the registry once more, not taken from the code under test. */
const privateV4: fc.Arbitrary<V4> = fc.oneof(
  inV4(0),
  inV4(10),
  inV4(100, [64, 127]),
  inV4(127),
  inV4(169, [254, 254]),
  inV4(172, [16, 31]),
  inV4(192, [0, 0], fc.constantFrom(0, 2)),
  inV4(192, [168, 168]),
  inV4(198, [18, 19]),
  inV4(198, [51, 51], fc.constant(100)),
  inV4(203, [0, 0], fc.constant(113)),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
);

const number = ([a, b, c, d]: V4) => ((a * 256 + b) * 256 + c) * 256 + d;
const hex = (value: number) => value.toString(16);
const groups = ([a, b, c, d]: V4) => `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;

/** Every way a host may spell an IPv4 address. */
const spellings: readonly ((ip: V4) => string)[] = [
  (ip) => ip.join("."),
  (ip) => `${ip.join(".")}.`,
  (ip) => String(number(ip)),
  (ip) => `0x${hex(number(ip))}`,
  (ip) => `0${number(ip).toString(8)}`,
  (ip) => ip.map((part) => `0x${hex(part)}`).join("."),
  (ip) => ip.map((part) => `0${part.toString(8)}`).join("."),
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  (ip) => ip.join("。"),
  (ip) => [...ip.join(".")].map((c) => (c === "." ? c : String.fromCodePoint(0xff10 + Number(c)))).join(""),
  (ip) => ip.join(".").replace(/./, (c) => `%${hex(c.codePointAt(0) ?? 0)}`),
  (ip) => `[::ffff:${ip.join(".")}]`,
  (ip) => `[::ffff:${groups(ip)}]`,
  (ip) => `[::${groups(ip)}]`,
  (ip) => `[64:ff9b::${ip.join(".")}]`,
  (ip) => `[64:ff9b:1::${groups(ip)}]`,
  (ip) => `[2002:${groups(ip)}::1]`,
  (ip) => `[2001:0:${groups(ip)}::]`,
  (ip) => `[::ffff:0:${ip.join(".")}]`,
];

const group = fc.integer({ min: 0, max: 0xffff }).map(hex);
const privateV6 = fc
  .tuple(
    fc.oneof(
      fc.constantFrom("fe80", "febf", "fec0", "ff02", "2001:db8", "2002", "3fff:0fff", "100", "5f00", "0"),
      fc.integer({ min: 0xfc00, max: 0xfdff }).map(hex),
      fc.integer({ min: 0xff00, max: 0xffff }).map(hex),
      fc.integer({ min: 0x4000, max: 0xffff }).map(hex),
    ),
    group,
    group,
  )
  .map(([first, b, c]) => `${first}:${b}::${c}`);

const nobody = parsePrivateHosts("");
const neverAsked = () => Promise.reject(new Error("an address is not asked for"));

test("no spelling of a private address passes, neither typed nor as an answer of a name", async () => {
  await fc.assert(
    fc.asyncProperty(privateV4, fc.constantFrom(...spellings), async (ip, spell) => {
      expect(isPublicAddress(ip.join("."))).toBe(false);
      const typed = `https://${spell(ip)}:8443/path`;
      const told = await checkUrl(typed, { resolve: neverAsked, privateHosts: nobody }).catch(
        (error: unknown) => error,
      );
      // Some forms are not even a URL; what is one must be refused for where it leads.
      expect(told).toMatchObject({ kind: URL.canParse(typed) ? "not_public" : "not_a_url" });
      const resolve = () => Promise.resolve(["93.184.216.34", ip.join(".")]);
      await expect(
        checkUrl("https://door.example/", { resolve, privateHosts: nobody }),
      ).rejects.toMatchObject({ kind: "not_public" });
    }),
    { numRuns: 3_000 },
  );
});

test("no private IPv6 address passes", async () => {
  await fc.assert(
    fc.asyncProperty(privateV6, async (ip) => {
      expect(isPublicAddress(ip)).toBe(false);
      await expect(
        checkUrl(`https://[${ip}]/`, { resolve: neverAsked, privateHosts: nobody }),
      ).rejects.toMatchObject({ kind: "not_public" });
    }),
    { numRuns: 2_000 },
  );
});

test("link-local, unspecified and multicast stay refused although all private ranges are listed", () => {
  const everything = parsePrivateHosts(
    "10.0.0.0/8,127.0.0.0/8,169.0.0.0/8,172.16.0.0/12,192.168.0.0/16,224.0.0.0/8,fc00::/16,fd00::/16,fe80::/16,ff02::/16",
  );
  const never: fc.Arbitrary<V4> = fc.oneof(
    inV4(0),
    inV4(169, [254, 254]),
    fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
  );
  fc.assert(
    fc.property(never, (ip) => {
      for (const address of [ip.join("."), `::ffff:${ip.join(".")}`]) {
        expect(isForbiddenAddress(address)).toBe(true);
        expect(everything.allows({ host: "acm.lan", port: 443, address })).toBe(false);
      }
    }),
  );
  for (const address of ["::", "fe80::1", "ff02::1", "fd00:ec2::254"])
    expect(everything.allows({ host: "acm.lan", port: 443, address })).toBe(false);
});

test("public addresses pass", () => {
  for (const address of [
    "93.184.216.34",
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "172.32.0.1",
    "223.255.255.254",
  ])
    expect(isPublicAddress(address)).toBe(true);
  for (const address of ["2606:4700::1111", "2a00:1450:4009::200e", "2001:4860:4860::8888"])
    expect(isPublicAddress(address)).toBe(true);
});
