import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signature, ticks } from "./install-link";
import { type Rig, rig, secrets } from "./nexudus.testing";

let r: Rig;
beforeEach(async () => {
  r = await rig({ throttle: true });
});
afterEach(() => r.sim.close());
const businesses = () => r.call("GET", "/api/sys/businesses");

describe("throttle (install 6, data 6)", () => {
  it("is 409 with reason, Retry-After and no body; or 429 by switch; and follows the clock", async () => {
    expect((await businesses()).status).toBe(200);
    const refused = await fetch(`${r.sim.url}/api/sys/businesses`, {
      headers: { authorization: r.authorization },
    });
    expect([
      refused.status,
      refused.statusText,
      refused.headers.get("retry-after"),
      await refused.text(),
    ]).toEqual([409, "You must wait before accessing this url again.", "1", ""]);
    r.api.setSwitches({ api: { throttleSignal: "429" } });
    const newer = await businesses();
    expect([newer.status, newer.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(newer.text).toContain("Wait 1 seconds");
    r.clock.advance(100);
    expect((await businesses()).status).toBe(200);
  });

  it("allows 120 a minute, and 60 writes", async () => {
    const paced = async (n: number, work: () => Promise<{ status: number }>) => {
      const statuses: number[] = [];
      for (let i = 0; i < n; i += 1) {
        statuses.push((await work()).status);
        r.clock.advance(100);
      }
      return statuses;
    };
    const write = () => r.call("PUT", "/api/sys/webhooks", { Id: 1 });
    const writes = await paced(61, write);
    expect([writes.filter((s) => s === 404).length, writes.at(-1)]).toEqual([60, 409]);
    const reads = await paced(61, businesses);
    expect([reads.filter((s) => s === 200).length, reads.at(-1)]).toEqual([60, 409]);
    r.clock.advance(60_000);
    expect((await businesses()).status).toBe(200);
  });

  it("keeps the older page's numbers by switch, and counts each credential for itself", async () => {
    const other = r.api.authorization(r.api.install({ businessId: r.london.Id }).id);
    await businesses();
    expect((await r.call("GET", "/api/sys/businesses", undefined, other)).status).toBe(200);
    r.api.setSwitches({ api: { throttleLimits: "older" } });
    const statuses: number[] = [];
    for (let i = 0; i < 10; i += 1) statuses.push((await businesses()).status);
    expect([statuses.filter((s) => s === 200).length, statuses.at(-1)]).toEqual([9, 409]);
  });
});

describe("faults (install 5, data 7)", () => {
  it("Ooops! clears after its hits; the firewall speaks HTML; what was injected is told", async () => {
    r.api.setSwitches({ api: { throttle: false } });
    r.api.addFault({ preset: "ooops", path: "sys/businesses", times: 2 });
    const ooops = await businesses();
    expect([ooops.status, ooops.body.Message]).toEqual([500, "Ooops! Something went wrong."]);
    expect([(await businesses()).status, (await businesses()).status]).toEqual([500, 200]);
    const wall = r.api.addFault({ preset: "firewall" });
    const blocked = await businesses();
    expect([blocked.status, blocked.headers.get("content-type")]).toEqual([403, "text/html"]);
    r.api.removeFault(wall.id);
    expect((await businesses()).status).toBe(200);
    expect(r.api.faults().injected.map((f) => f.kind)).toEqual(["answer", "answer", "answer"]);
  });

  it("drops a connection before or after the work was done", async () => {
    r.api.setSwitches({ api: { throttle: false } });
    const hook = (n: number) => ({
      BusinessId: r.london.Id,
      Name: `h${n}`,
      Action: 6,
      URL: "http://127.0.0.1:9/",
      Active: true,
    });
    r.api.addFault({ kind: "drop", times: 1 });
    await expect(r.call("POST", "/api/sys/webhooks", hook(1))).rejects.toThrow();
    r.api.addFault({ kind: "drop_after_commit", times: 1 });
    await expect(r.call("POST", "/api/sys/webhooks", hook(2))).rejects.toThrow();
    expect(r.api.rows("WebHook").map((h) => h.Name)).toEqual(["h2"]);
  });

  it("counts every call by route, also swallowed ones, until reset", async () => {
    r.api.setSwitches({ api: { throttle: false } });
    await businesses();
    await r.call("GET", "/api/Spaces/Bookings/77");
    r.api.addFault({ preset: "outage", times: 1 });
    await expect(businesses()).rejects.toThrow();
    expect(r.api.requests()).toMatchObject({
      total: 3,
      byRoute: { "GET sys/businesses": 2, "GET spaces/bookings/{id}": 1 },
    });
    expect(r.api.requests().requests.map((q) => q.status)).toEqual([200, 404, 0]);
    r.api.resetRequests();
    expect(r.api.requests()).toMatchObject({ total: 0, byRoute: {}, requests: [] });
  });
});

describe("install links (install 1)", () => {
  const params = (url: string) => Object.fromEntries(new URL(url).searchParams);

  it("signs by value with ticks, like the known vectors", () => {
    const [t1, a1] = ["c90e30fca71a4c37810a292b99d4d4f2", "d420667525e0489d91068cbf732fe1dc"];
    expect(signature(t1, a1, "634963729314011098", secrets.secretKey)).toBe(
      "f73756ffebd099902db743c7c0e0ae98",
    );
    const [t2, a2] = ["f0e1d2c3b4a5968778695a4b3c2d1e0f", "1f36292c02d9c438d98d8c9eb34897c9"];
    expect(signature(t2, a2, "638990208000000000", secrets.secretKey)).toBe(
      "c5a60108c2ada00722c71eb6f6f255f5",
    );
    expect(ticks(new Date("2025-11-18T00:00:00Z"))).toBe("638990208000000000");
  });

  it("carries a, t, d, h, b, e; a launch has the same t; a new install after removal another", () => {
    const first = params(r.api.link(r.install.id));
    expect(first).toMatchObject({
      a: secrets.applicationKey,
      t: r.install.token,
      b: "harbourworks",
      e: "mara@harbourworks.test",
    });
    expect(first.d).toBe("639141696000000000");
    expect(first.h).toBe(
      signature(r.install.token, secrets.applicationKey, first.d ?? "", secrets.secretKey),
    );
    expect(params(r.api.link(r.api.install({ businessId: r.root.Id }).id)).t).toBe(first.t);
    r.api.changeInstall(r.install.id, { revoked: true });
    expect(r.api.install({ businessId: r.root.Id }).token).not.toBe(first.t);
  });

  it("can omit, double, upper-case, shift and tamper", () => {
    const plainLink = params(r.api.link(r.install.id));
    expect(Object.keys(params(r.api.link(r.install.id, { omitB: true, omitE: true })))).toEqual([
      "a",
      "t",
      "d",
      "h",
    ]);
    expect(new URL(r.api.link(r.install.id, { doubleSlash: true })).pathname).toBe("//install");
    expect(params(r.api.link(r.install.id, { upperCaseH: true })).h).toBe(plainLink.h?.toUpperCase());
    const shifted = params(r.api.link(r.install.id, { shiftMs: -3_600_000 }));
    expect(BigInt(plainLink.d ?? 0) - BigInt(shifted.d ?? 0)).toBe(36_000_000_000n);
    expect(shifted.h).toBe(
      signature(r.install.token, secrets.applicationKey, shifted.d ?? "", secrets.secretKey),
    );
    for (const name of ["a", "t", "d", "h", "b", "e"] as const) {
      const tampered = params(r.api.link(r.install.id, { tamper: { [name]: "0" } }));
      expect(tampered).toEqual({ ...plainLink, [name]: "0" });
    }
  });
});

describe("the test API over HTTP", () => {
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${r.sim.url}/_test${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it("makes, moves, extends and cancels a booking, and says no in words", async () => {
    const input = {
      coworkerId: r.find("Coworker", "Ana Pereira").Id,
      resourceId: r.find("Resource", "Lightship").Id,
      from: "2026-05-12T10:00:00Z",
      to: "2026-05-12T11:00:00Z",
    };
    const { Id } = (await (await send("POST", "/bookings", input)).json()) as { Id: number };
    const taken = await send("POST", "/bookings", input);
    expect([taken.status, await taken.json()]).toEqual([
      409,
      { error: "Resource: is already booked at that time" },
    ]);
    await send("POST", `/bookings/${Id}/move`, { from: "2026-05-12T12:00:00Z", to: "2026-05-12T13:00:00Z" });
    await send("POST", `/bookings/${Id}/extend`, { minutes: 30 });
    expect(r.api.row("Booking", Id)).toMatchObject({
      FromTime: "2026-05-12T12:00:00Z",
      ToTime: "2026-05-12T13:30:00Z",
    });
    expect((await send("POST", `/bookings/${Id}/cancel`)).status).toBe(200);
    expect((await send("POST", `/bookings/${Id}/cancel`)).status).toBe(404);
    const facts = (await (await send("GET", "/facts?entity=booking")).json()) as { id: number }[];
    expect(facts.map((f) => f.id)).toEqual([Id]);
  });

  it("answers this machine only, and no page of another site", async () => {
    expect((await send("GET", "/clock")).status).toBe(200);
    expect((await send("GET", "/clock", undefined, { origin: "https://evil.test" })).status).toBe(403);
    const rebound = await r.sim.app.request("http://evil.test/_test/clock");
    expect(rebound.status).toBe(403);
  });

  it("resets the world and keeps installs when asked", async () => {
    r.api.seedBulk({ coworkers: 3, bookings: 3 });
    await send("POST", "/reset", { keepInstalls: true });
    expect([r.api.rows("Coworker").length, r.api.rows("Booking").length, r.api.installs().length]).toEqual([
      8, 0, 1,
    ]);
    expect((await businesses()).status).toBe(200);
    await send("POST", "/reset", {});
    expect(r.api.installs()).toHaveLength(0);
  });
});

describe("persistence", () => {
  it("a second start finds installs, bookings and hooks", async () => {
    const dir = mkdtempSync(join(tmpdir(), "nexudus-sim-"));
    const storeFile = join(dir, "nexudus.json");
    try {
      const first = await rig({ storeFile });
      const booking = first.api.book({
        coworkerId: first.find("Coworker", "Ana Pereira").Id,
        resourceId: first.find("Resource", "Lightship").Id,
        from: "2026-05-12T10:00Z",
        to: "2026-05-12T11:00Z",
      });
      const hook = {
        BusinessId: first.london.Id,
        Name: "h",
        Action: 6,
        URL: "http://127.0.0.1:9/",
        Active: true,
      };
      await first.call("POST", "/api/sys/webhooks", hook);
      await first.sim.close();
      const second = await rig({ storeFile });
      expect(second.install).toEqual(first.install);
      expect(second.api.rows("Booking")).toEqual([booking]);
      expect(second.api.rows("WebHook")).toHaveLength(1);
      expect(second.api.rows("Coworker")).toHaveLength(8);
      await second.sim.close();
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
