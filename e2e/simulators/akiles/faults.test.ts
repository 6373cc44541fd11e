import { createHmac } from "node:crypto";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FaultRule } from "../kit/faults";
import { listen } from "../kit/server";
import { type Harness, type Json, startForTest } from "./testing";

let t: Harness;
beforeEach(async () => {
  t = await startForTest();
});
afterEach(() => t.sim.close());

const fault = (rule: Partial<FaultRule>) =>
  t.api.setFaults([{ id: "f", method: "*", path: "/v2/members", times: 1, kind: "answer", ...rule }]);

describe("faults", () => {
  it("answer 429 with and without Retry-After, 503, and bodies that are not JSON", async () => {
    fault({ status: 429, headers: { "retry-after": "3" }, body: "{}" });
    const told = await t.get("/members");
    expect([told.status, told.headers.get("retry-after")]).toEqual([429, "3"]);
    fault({ status: 429 });
    expect((await t.get("/members")).headers.get("retry-after")).toBeNull();
    fault({ status: 503, headers: { "content-type": "text/html" }, body: "<h1>Bad gateway</h1>" });
    const page = await t.get("/members");
    expect([page.status, page.json]).toEqual([503, null]);
    expect((await t.get("/members")).status).toBe(200);
    expect(t.api.faults.injected.map((f) => f.kind)).toEqual(["answer", "answer", "answer"]);
  });

  it("drop the connection after the write was carried out: an ambiguous create", async () => {
    fault({ method: "POST", kind: "drop_after_commit" });
    await expect(t.post("/members", { name: "Lost", metadata: { nx_ref: "x" } })).rejects.toThrow();
    expect((await t.get("/members?metadata.nx_ref=x")).json.data).toHaveLength(1);
  });

  it("drop the connection before anything happens, and delay", async () => {
    fault({ method: "POST", kind: "drop" });
    await expect(t.post("/members", { name: "Lost", metadata: { nx_ref: "x" } })).rejects.toThrow();
    expect((await t.get("/members?metadata.nx_ref=x")).json.data).toHaveLength(0);
    fault({ kind: "delay", delayMs: 5 });
    expect((await t.get("/members")).status).toBe(200);
  });

  it("hit the token endpoint too", async () => {
    fault({ path: "/oauth2/token", status: 500, body: "oops" });
    expect((await t.form("/oauth2/token", {})).status).toBe(500);
  });

  it("show fields and enum values no client knows, on demand", async () => {
    t.api.setSwitches({ extraFields: true });
    const groups = await t.get("/member_groups");
    expect(groups.json.data[0]).toHaveProperty("future_field");
    expect(groups.text).toContain("retina");
    expect((await t.get("/events?limit=1")).json.data[0]?.verb).toBe("calibrate");
  });

  it("give created_at nine decimals, or three by switch", async () => {
    const { created_at } = (await t.post("/members", { name: "A" })).json;
    expect(created_at).toMatch(/\.\d{9}Z$/);
    t.api.setSwitches({ nanoseconds: false });
    expect((await t.post("/members", { name: "A" })).json.created_at).toMatch(/\.\d{3}Z$/);
  });

  it("answer errors as type, message and args", async () => {
    const { json } = await t.get("/nowhere");
    expect(json).toEqual({ type: "not_found", message: expect.any(String), args: {} });
  });
});

describe("webhooks", () => {
  interface Received {
    readonly body: string;
    readonly signature: string;
  }
  const receive = async (statuses: number[] = []) => {
    const got: Received[] = [];
    const app = new Hono();
    app.post("/hook", async (c) => {
      got.push({ body: await c.req.text(), signature: c.req.header("x-akiles-sig-sha256") ?? "" });
      return new Response(null, { status: statuses.shift() ?? 204 });
    });
    const server = await listen(app, 0);
    const made = await t.post("/webhooks", {
      url: `${server.url}/hook`,
      is_enabled: true,
      filter: [{ object_type: "member", verb: "create" }],
    });
    return { got, server, made: made.json };
  };
  const read = (one: Received | undefined): Json => JSON.parse(one?.body ?? "{}");

  it("are signed with the secret told at creation, and only told what they asked for", async () => {
    const { got, server, made } = await receive();
    const id = await t.member();
    await t.join(id, "mg_board_room");
    await vi.waitFor(() => expect(got).toHaveLength(1));
    const [one] = got;
    const expected = createHmac("sha256", String(made.secret))
      .update(one?.body ?? "")
      .digest("hex");
    expect(one?.signature).toBe(expected);
    expect(read(one).object).toEqual({ type: "member", member_id: id });
    expect((await t.get(`/webhooks/${made.id}`)).json).not.toHaveProperty("secret");
    await server.close();
  });

  it("are repeated until they are answered with 2xx", async () => {
    const { got, server } = await receive([500, 302]);
    await t.member();
    await vi.waitFor(() => expect(got).toHaveLength(1));
    await vi.waitFor(() => {
      t.clock.advance(5_000);
      expect(got).toHaveLength(3);
    });
    await vi.waitFor(() => expect(t.api.webhooks.deliveries[0]?.state).toBe("delivered"));
    expect(t.api.webhooks.deliveries[0]?.statuses).toEqual([500, 302, 204]);
    await server.close();
  });

  it("come twice, or swapped, on demand", async () => {
    const { got, server } = await receive();
    t.api.setSwitches({ webhookDuplicates: true });
    await t.member();
    await vi.waitFor(() => expect(got).toHaveLength(2));
    expect(read(got[0]).id).toBe(read(got[1]).id);
    t.api.setSwitches({ webhookDuplicates: false, webhookReorder: true });
    const first = await t.member();
    const second = await t.member();
    await vi.waitFor(() => expect(got).toHaveLength(4));
    expect(got.slice(2).map((g) => read(g).object.member_id)).toEqual([second, first]);
    await server.close();
  });

  it("insist on a filter with the key the switch names, and on this machine", async () => {
    const url = "http://127.0.0.1:9/hook";
    const filter = [{ object_type: "member" }];
    expect((await t.post("/webhooks", { url })).status).toBe(400);
    expect((await t.post("/webhooks", { url: "https://example.com/hook", filter })).status).toBe(400);
    t.api.setSwitches({ webhookFilterKey: "object.type" });
    expect((await t.post("/webhooks", { url, filter })).status).toBe(400);
    expect((await t.post("/webhooks", { url, filter: [{ "object.type": "member" }] })).status).toBe(200);
  });
});

describe("the test API over HTTP", () => {
  it("answers canOpen, intervals and attempts, and sets things up by hand", async () => {
    const made = await t.request("POST", "/_test/members", {
      name: "Foreign",
      email: "foreign@example.com",
      pin: "998877",
      groups: ["mg_studio"],
    });
    expect(made.status).toBe(200);
    const who = "member=foreign@example.com&door=Studio";
    expect((await t.request("GET", `/_test/canOpen?${who}&method=pin`)).json.open).toBe(true);
    const span = "from=2026-05-01T00:00:00Z&to=2026-05-01T12:00:00Z";
    const { json } = await t.request("GET", `/_test/intervals?${who}&${span}`);
    expect(json.intervals).toEqual([expect.objectContaining({ from: "2026-05-01T08:00:00Z" })]);
    const body = { member: "foreign@example.com", door: "Studio", method: "pin" };
    expect((await t.request("POST", "/_test/attempt", body)).json.opened).toBe(true);
    expect((await t.request("GET", "/_test/canOpen?member=x&door=Cellar")).status).toBe(404);
    expect((await t.request("POST", "/_test/switches", { autoDelete: 1 })).status).toBe(400);
    expect((await t.request("POST", "/_test/reset")).status).toBe(200);
    expect((await t.request("GET", "/_test/members")).json).toHaveLength(1);
  });

  it("is refused under a name that is not this machine's", async () => {
    const { port } = new URL(t.sim.url);
    const { request } = await import("node:http");
    const status = await new Promise((resolve) =>
      request(
        { port, host: "127.0.0.1", path: "/_test/members", headers: { host: "evil.example" } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      ).end(),
    );
    expect(status).toBe(403);
  });
});
