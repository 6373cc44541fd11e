import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const test = (method: string, path: string, body?: unknown) =>
  h.ask(`${h.sim.url}/_test${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

it("injects what a gateway does: throttling, outage, its pages, and answers lost after the deed", async () => {
  const after = async (rule: object) => {
    await test("POST", "/faults", rule);
    return h.get("/users").catch(() => null);
  };
  const throttled = await after({ preset: "over_qps" });
  expect([throttled?.status, throttled?.headers.get("retry-after")]).toEqual([403, "1"]);
  expect(throttled?.headers.get("x-mashery-error-code")).toBe("ERR_403_DEVELOPER_OVER_QPS");
  expect((await after({ preset: "too_many" }))?.status).toBe(429);
  expect((await after({ preset: "unavailable" }))?.status).toBe(503);
  expect((await after({ preset: "not_found" }))?.status).toBe(596);
  expect((await after({ preset: "page" }))?.text).toContain("Maintenance");
  expect(await after({ kind: "drop" })).toBeNull();
  await test("POST", "/faults", { kind: "drop_after_commit", method: "POST", path: "/users$" });
  await expect(h.user({ externalId: "x-1" })).rejects.toThrow();
  expect((await h.get("/users/x-1/external")).status).toBe(200);
  expect((await test("GET", "/faults")).json.injected).toHaveLength(7);
});

it("counts calls by route, token calls apart", async () => {
  h.api.requests.reset();
  const id = await h.user({ externalId: "x-1" });
  await h.get(`/users/${id}/groups`);
  await h.get("/users/x-1/external");
  await h.put(`/groups/${SEED.groups.board}/users/${id}`);
  await h.token({ grant_type: "refresh_token", refresh_token: "unknown" });
  expect(h.api.requests.read()).toMatchObject({ total: 5, reads: 2, writes: 2, token: 1 });
  expect(h.api.requests.read().byRoute).toMatchObject({
    "GET /v1/api/users/:externalId/external": 1,
    "PUT /v1/api/groups/:id/users/:id": 1,
  });
});

it("serves its test API over HTTP to this machine alone, and says what is wrong", async () => {
  const made = await test("POST", "/users", {
    firstName: "Ana",
    lastName: "Silva",
    pin: "58213",
    groups: [SEED.groups.board],
  });
  const query = `member=${made.json.id}&door=Front%20door&method=pin&credential=1`;
  expect((await test("GET", `/canOpen?${query}`)).json).toMatchObject({ open: true });
  const span = "from=2026-05-01T00:00:00Z&to=2026-05-02T00:00:00Z";
  expect((await test("GET", `/intervals?${query}&${span}`)).json.intervals).toMatchObject([
    { from: "2026-05-01T08:00:00Z", until: "2026-05-02T00:00:00Z" },
  ]);
  const attempt = { member: made.json.id, door: SEED.doors.front, method: "pin" };
  expect((await test("POST", "/attempt", attempt)).json).toMatchObject({ opened: true });
  expect((await test("GET", "/canOpen?door=Front%20door")).status).toBe(400);
  expect((await test("POST", "/switches", { nonsense: 1 })).status).toBe(400);
  const elsewhere = { headers: { origin: "http://evil.example" } };
  expect((await h.ask(`${h.sim.url}/_test/users`, elsewhere)).status).toBe(403);
});

it("finds on a second start what the first one left, and starts over when asked to", async () => {
  const dir = mkdtempSync(join(tmpdir(), "brivo-"));
  try {
    const storeFile = join(dir, "brivo.json");
    const first = await startForTest({}, { storeFile });
    const id = await first.user({ externalId: "x-1" });
    await first.sim.close();
    const second = await startForTest({}, { storeFile });
    expect((await second.get("/users/x-1/external")).json.id).toBe(id);
    second.api.reset();
    second.use();
    expect((await second.get("/users/x-1/external")).status).toBe(404);
    await second.sim.close();
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it("shows fields that no client knows yet where so switched", async () => {
  h.api.setSwitches({ extraFields: true });
  expect((await h.get(`/users/${await h.user()}`)).json).toHaveProperty("addedLater");
});
