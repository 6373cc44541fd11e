import { serve } from "@hono/node-server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, HOUR, MINUTE, startForTest } from "./testing";

let h: Harness;
let ana: number;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.user({ pin: "58213" });
  h.api.staffJoin(String(ana), SEED.groups.board);
});
afterEach(() => h.sim.close());

const enter = (door = "Front door") => h.api.attempt({ member: String(ana), door, method: "pin" });
const events = async (query: Record<string, string> = {}) =>
  (await h.get(`/events/access?${new URLSearchParams(query)}`)).json.data;
const status = async (query: Record<string, string>) =>
  (await h.get(`/events/access?${new URLSearchParams(query)}`)).status;
const between = (from: string, to: string, key = "occurred") => ({
  filter: `${key}__gt:2026-05-01T${from}:00Z;${key}__lt:2026-05-01T${to}:00Z`,
});

it("lists events newest first, without a count, and pages by a date-time", async () => {
  for (let i = 0; i < 3; i += 1) {
    enter();
    h.clock.advance(MINUTE);
  }
  const { json } = await h.get("/events/access?pageSize=2");
  expect(Object.keys(json).sort()).toEqual(["data", "pageSize"]);
  const times = json.data.map((event) => event.occurred);
  expect(times).toEqual(["2026-05-01T08:02:00.000Z", "2026-05-01T08:01:00.000Z"]);
  const offset = String(times[1]);
  expect((await events({ offset })).map((e) => e.occurred)).toEqual(["2026-05-01T08:00:00.000Z"]);
  h.api.setSwitches({ eventOffset: "at_or_before" });
  expect(await events({ offset })).toHaveLength(2);
  expect(await status({ offset: "20" })).toBe(400);
  expect((await h.get("/events/counts/access")).json).toEqual({ count: 3 });
});

it("cuts bounds to the hour, takes a day at most, and starts at midnight UTC by default", async () => {
  enter();
  h.clock.advance(30 * MINUTE);
  h.use();
  enter();
  // 08:20 is 08:00, so the second of them only: the first lies on the bound itself.
  expect(await events(between("08:20", "09:59"))).toHaveLength(1);
  expect(await events(between("08:00", "08:59"))).toHaveLength(0);
  h.clock.advance(16 * HOUR);
  h.use();
  expect(await events()).toEqual([]);
  expect(
    await status({ filter: "occurred__gt:2026-04-30T00:00:00Z;occurred__lt:2026-05-01T01:00:00Z" }),
  ).toBe(400);
});

it("refuses filters that exclude each other and fields it does not know", async () => {
  const time = "2026-05-01T08:00:00Z";
  for (const filter of [
    `occurred__gt:${time};processed__lt:${time}`,
    `object__eq:${SEED.doors.front};site__eq:${SEED.sites.works}`,
    `user__eq:${ana}`,
    "event_type__eq:other",
    "occurred__eq:2026",
  ])
    expect(await status({ filter }), filter).toBe(400);
});

it("tells an entry from a refused attempt, and an administrator's opening from both", async () => {
  enter();
  enter("Studio");
  await h.post(`/access-points/${SEED.doors.front}/activate`);
  const all = await events();
  expect(all.map((e) => e.securityAction)).toMatchObject([
    { securityActionId: 5064, exception: false },
    { securityActionId: 5018, exception: true },
    { securityActionId: 2004, exception: false },
  ]);
  expect(all[2]).toMatchObject({
    actor: { id: ana, name: "Ana Silva" },
    eventObject: { id: SEED.doors.front },
    site: { id: SEED.sites.works },
    eventData: { actionAllowed: false },
  });
  const entries = await events({ filter: `event_type__eq:non_exception;object__eq:${SEED.doors.front}` });
  expect(entries).toHaveLength(2);
});

it("hears late of what happened behind an offline panel", async () => {
  h.api.setDoorOnline("Front door", false);
  enter();
  expect(await events()).toEqual([]);
  h.clock.advance(3 * HOUR);
  h.api.setDoorOnline("Front door", true);
  h.use();
  const late = await events(between("10:00", "12:00", "processed"));
  expect(late).toMatchObject([
    { occurred: "2026-05-01T08:00:00.000Z", processed: "2026-05-01T11:00:00.000Z" },
  ]);
  expect(await events(between("10:00", "12:00"))).toEqual([]);
});

it("notifies once, unsigned, and takes nothing but 200 for taken", async () => {
  const got: { headers: Headers; body: unknown }[] = [];
  let answer = 200;
  const server = serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request: Request) => {
      got.push({ headers: request.headers, body: await request.json() });
      return new Response(null, { status: answer });
    },
  });
  const url = await new Promise<string>((resolve) => {
    server.on("listening", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`);
    });
  });
  try {
    const criteria = [{ criteriaType: "SITE", criteriaOperationType: "EQ", criteriaValue: SEED.sites.works }];
    const body = { name: "Lintel", url, errorEmail: "errors@example.com", criteria };
    const made = await h.post("/event-subscriptions", body);
    expect(made.json).toMatchObject({ name: "Lintel", encryptedSecretWord: expect.any(String) });
    enter();
    await h.api.notifier.settled();
    answer = 202;
    enter();
    await h.api.notifier.settled();
    expect(got).toHaveLength(2);
    expect(got[0]?.body).toMatchObject({ actor: { id: ana }, occurred: "2026-05-01T08:00:00.000Z" });
    expect([...(got[0]?.headers.keys() ?? [])].filter((name) => /sign|auth|secret/i.test(name))).toEqual([]);
    expect(h.api.mails().map((mail) => [mail.kind, mail.to])).toEqual([
      ["notification_failed", "errors@example.com"],
    ]);
    expect((await h.del(`/event-subscriptions/${made.json.id}`)).status).toBe(204);
    enter();
    await h.api.notifier.settled();
    expect(got).toHaveLength(2);
    expect((await h.post("/event-subscriptions", { ...body, url: "http://other.example/" })).status).toBe(
      400,
    );
  } finally {
    server.close();
  }
});
