import { describe, expect, it } from "vitest";
import { envSchema } from "@/lib/config/env";
import { PrivateHostsError, parsePrivateHosts } from "./private-hosts";

describe("parsePrivateHosts", () => {
  it("allows a listed host at its port only, spelled as a URL spells it", () => {
    const hosts = parsePrivateHosts("ACM.lan:8443, 10.1.2.3:443, [fd00::5]:8443");
    const allows = (host: string, port: number, address: string) => hosts.allows({ host, port, address });
    expect(allows("acm.lan", 8443, "10.9.9.9")).toBe(true);
    expect(allows("acm.lan", 443, "10.9.9.9")).toBe(false);
    expect(allows("evil-acm.lan", 8443, "10.9.9.9")).toBe(false);
    expect(allows("10.1.2.3", 443, "10.1.2.3")).toBe(true);
    expect(allows("10.1.2.4", 443, "10.1.2.4")).toBe(false);
    expect(allows("[fd00::5]", 8443, "fd00::5")).toBe(true);
  });

  it("allows a listed range by the address, whatever the name", () => {
    const hosts = parsePrivateHosts("10.1.0.0/16,fd00::/48");
    expect(hosts.allows({ host: "a.example", port: 443, address: "10.1.255.1" })).toBe(true);
    expect(hosts.allows({ host: "a.example", port: 443, address: "10.2.0.1" })).toBe(false);
    expect(hosts.allows({ host: "a.example", port: 443, address: "fd00::1:2" })).toBe(true);
    expect(hosts.allows({ host: "a.example", port: 443, address: "fd00:1::1" })).toBe(false);
  });

  it("allows nothing when empty", () => {
    expect(parsePrivateHosts("").allows({ host: "acm.lan", port: 443, address: "10.0.0.1" })).toBe(false);
  });

  it.each([
    ["acm.lan", "neither host:port"],
    ["acm.lan:0", "neither host:port"],
    ["acm.lan:70000", "neither host:port"],
    ["user@acm.lan:443", "does not name a host"],
    ["a b:443", "does not name a host"],
    ["10.0.0.0/33", "no range"],
    ["10.0.0.0/8/8", "no range"],
    ["lan/8", "no range"],
    ["0.0.0.0/0", "too wide"],
    ["::/0", "too wide"],
  ])("refuses %j and says why", (entry, why) => {
    expect(() => parsePrivateHosts(`10.0.0.0/8,${entry}`)).toThrow(PrivateHostsError);
    expect(() => parsePrivateHosts(entry)).toThrow(why);
  });

  it("is a problem of the configuration at start, with every wrong entry", () => {
    const field = envSchema.shape.ALLOW_PRIVATE_VENDOR_HOSTS;
    expect(field.safeParse("10.1.0.0/16,acm.lan:8443").success).toBe(true);
    const wrong = field.safeParse("acm.lan,0.0.0.0/0");
    expect(wrong.success).toBe(false);
    expect(wrong.error?.issues[0]?.message).toMatch(/"acm\.lan" is neither.*"0\.0\.0\.0\/0" is too wide/);
  });
});
