import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address";

const peer = "198.51.100.9";
const of = (forwardedFor: string | null, trustedHops: number, from: string | null = peer) =>
  clientAddress({ peer: from, forwardedFor, trustedHops });

describe("clientAddress", () => {
  it("believes no header without a proxy of the operator's own", () => {
    expect(of("203.0.113.7", 0)).toBe(peer);
    expect(of("203.0.113.7", 0, null)).toBe("unknown");
  });

  it("takes the entry the operator's own proxy wrote, not what the client put before it", () => {
    expect(of("203.0.113.7", 1)).toBe("203.0.113.7");
    expect(of("1.1.1.1, 203.0.113.7", 1)).toBe("203.0.113.7");
    expect(of("1.1.1.1, 203.0.113.7, 10.0.0.2", 2)).toBe("203.0.113.7");
    fc.assert(
      fc.property(fc.string(), (forged) => of(`${forged}, 203.0.113.7`, 1) === "203.0.113.7"),
      { numRuns: 500 },
    );
  });

  it("falls back to the peer when the call went round the proxies or the entry is no address", () => {
    expect(of("203.0.113.7", 2)).toBe(peer);
    expect(of(null, 1)).toBe(peer);
    for (const garbage of ["", " ", "localhost", "1.2.3", "999.1.1.1", "::gg", "\u0000", "a".repeat(20_000)])
      expect(of(garbage, 1), JSON.stringify(garbage.slice(0, 20))).toBe(peer);
  });

  it.each([
    ["203.0.113.7:55012", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["[2001:db8::1]:443", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("counts %s as %s", (text, network) => {
    expect(of(text, 1)).toBe(network);
    expect(of(null, 0, text)).toBe(network);
  });

  it("never throws, whatever the header holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 5 }), (text, hops) => of(text, hops).length > 0),
    );
  });
});
