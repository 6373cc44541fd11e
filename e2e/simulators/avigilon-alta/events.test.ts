import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen } from "../kit/server";
import { SEED } from "./seed";
import { type Harness, MINUTE, START, startForTest } from "./testing";

let h: Harness;
let ana: number;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.person("ana@example.test");
  await h.patch(`/users/${ana}/groupIds`, { add: [SEED.groups.board] });
  await h.credential(ana, "card", { number: "4711" });
});
afterEach(() => h.sim.close());

const S = START.getTime() / 1000;
const filter = `uiData.time:(${S - 60}-<${S + 86_400})`;
const page = (more = "", options = "uiDataOnly") =>
  h.get(`/reports/activity/events?filter=${filter}&options=${options}${more}`);
const open = (door = "Front door") => h.api.attempt({ person: String(ana), door, method: "card" });

describe("the activity report", () => {
  it("has several rows for one act with one request id, one for a refusal, and says who and where", async () => {
    open();
    open("Studio");
    const rows = (await page()).json.data.map((row) => row.uiData);
    const granted = rows.filter((row) => row.result === "Granted");
    expect(granted).toHaveLength(3);
    expect(new Set(granted.map((row) => row.requestId)).size).toBe(1);
    expect(granted[0]).toMatchObject({ userId: ana, entryId: SEED.doors.front, time: S });
    expect(rows.filter((row) => row.result === "Denied")).toMatchObject([{ deniedReason: "no_group" }]);
    const [whole] = (await page("", "")).json.data;
    expect(whole?.hookEvent).toMatchObject({ data: { userId: ana } });
  });

  it("comes in pages larger than asked for and in no order, by a cursor that belongs to its filter", async () => {
    for (let n = 0; n < 3; n += 1) {
      open();
      h.clock.advance(MINUTE);
    }
    const first = (await page("&limit=4")).json;
    expect(first.data).toHaveLength(5);
    const times = first.data.map((row) => Number(row.uiData.time));
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
    const cursor = encodeURIComponent(first.cursors.nextCursor ?? "");
    const rest = await page(`&limit=4&cursor=${cursor}`);
    expect(rest.json.data).toHaveLength(4);
    expect(rest.json.cursors.hasNextPage).toBe(false);
    const other = `uiData.time:(${S}-<${S + 1})`;
    expect((await h.get(`/reports/activity/events?filter=${other}&cursor=${cursor}`)).status).toBe(400);
    expect((await page("&limit=30001")).status).toBe(400);
  });

  it("takes its time bound from the start and without the end", async () => {
    open();
    const count = async (from: number, to: number) =>
      (await h.get(`/reports/activity/events?filter=uiData.time:(${from}-<${to})`)).json.data.length;
    expect([await count(S, S + 1), await count(S - 1, S), await count(S + 1, S + 9)]).toEqual([3, 0, 0]);
  });

  it("tells late, and with the time it happened, what an offline controller saw", async () => {
    h.api.setDoorOnline("Front door", false);
    expect(open().opened).toBe(true);
    expect((await page()).json.data).toEqual([]);
    h.clock.advance(60 * MINUTE);
    h.api.setDoorOnline("Front door", true);
    expect((await page()).json.data[0]?.uiData.time).toBe(S);
  });

  it("is refused in its older form with 422", async () => {
    expect((await h.get("/reports/activity")).status).toBe(422);
    h.api.setSwitches({ slowReport: false });
    expect((await h.get("/reports/activity")).status).toBe(200);
  });
});

describe("subscriptions", () => {
  const received: { secret: string | null; body: string }[] = [];
  async function receiver(echoes: boolean) {
    received.splice(0);
    const app = new Hono();
    app.post("/hook", async (c) => {
      const secret = c.req.header("x-hook-secret") ?? null;
      received.push({ secret, body: await c.req.text() });
      return c.body(null, 200, echoes && secret !== null ? { "x-hook-secret": secret } : {});
    });
    const server = await listen(app, 0);
    return { ...server, hook: `${server.url}/hook` };
  }

  it("are made only when the receiver sends the handshake's secret back", async () => {
    const deaf = await receiver(false);
    const subscribe = (targetUrl: string) =>
      h.post("/subscriptions", { hookEventName: "entry.unlocked", targetUrl });
    expect((await subscribe(deaf.hook)).status).toBe(400);
    expect(received).toMatchObject([{ body: "", secret: expect.any(String) }]);
    await deaf.close();
    const good = await receiver(true);
    expect((await subscribe(good.hook)).status).toBe(201);
    expect((await h.get("/subscriptions?limit=10")).json.data).toMatchObject([
      { isActive: true, isBlocking: false },
    ]);
    await good.close();
  });

  it("deliver without a signature, and are switched off after failures in a row", async () => {
    const server = await receiver(true);
    const body = { hookEventName: "entry.unlocked", targetUrl: server.hook };
    const { id } = (await h.post("/subscriptions", body)).json.data;
    open();
    await h.api.subscriptions.settled();
    expect(received.at(-1)).toMatchObject({ secret: null });
    expect(JSON.parse(received.at(-1)?.body ?? "")).toMatchObject({
      event: "entry.unlocked",
      data: { userId: ana, entryId: SEED.doors.front },
    });
    await server.close();
    for (let n = 0; n < 5; n += 1) open();
    await h.api.subscriptions.settled();
    expect((await h.get(`/subscriptions/${id}`)).json.data.isActive).toBe(false);
    expect((await h.patch(`/subscriptions/${id}`, { isActive: true })).status).toBe(204);
    expect((await h.del(`/subscriptions/${id}`)).status).toBe(204);
  });
});

describe("faults", () => {
  const fault = (rule: object) => h.request("POST", "/_test/faults", rule);

  it("answer what they are told: a lost session, a throttle, a forbidden that is one, a page of HTML", async () => {
    const cases = [
      { status: 401, body: '{"statusCode":401}' },
      { status: 429, headers: { "retry-after": "7" }, body: "{}" },
      { status: 403, body: '{"message":"Rate limit exceeded"}' },
      { status: 502, body: "<html>Bad gateway</html>" },
    ];
    for (const rule of cases) {
      await fault({ kind: "answer", path: "^/orgs/", ...rule });
      const answer = await h.get("/groups");
      expect([answer.status, answer.text]).toEqual([rule.status, rule.body]);
    }
    expect((await h.get("/groups")).status).toBe(200);
  });

  it("carry a write out and lose its answer", async () => {
    await fault({ kind: "drop_after_commit", method: "POST", path: "/users$" });
    await expect(h.post("/users", { identity: { email: "lost@example.test" } })).rejects.toThrow();
    expect(h.api.people("lost@example.test")).toHaveLength(1);
    const { json } = await h.request("GET", "/_test/faults");
    expect(json.injected).toMatchObject([{ kind: "drop_after_commit" }]);
  });

  it("end sessions in mid-run, and leave the test API and the pages alone", async () => {
    h.api.revokeSessions();
    expect((await h.get("/groups")).status).toBe(401);
    await fault({ kind: "answer", status: 500, times: null });
    expect((await h.request("GET", "/_test/now")).status).toBe(200);
    expect((await h.request("GET", "/")).status).toBe(200);
    expect((await h.get("/groups")).status).toBe(500);
  });
});
