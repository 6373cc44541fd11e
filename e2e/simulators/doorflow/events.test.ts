import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GROUP, type Harness, HOUR, type Json, startForTest, TYPE } from "./testing";

const DAY = 24 * HOUR;
let h: Harness;
let ana: string;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.person({ group_ids: [Number(GROUP.board)] });
  h.api.staffCredential(ana, TYPE.card, "100200");
  h.api.staffSync();
});
afterEach(() => h.sim.close());

const attempt = (door: string, method = "card") => h.api.attempt({ member: ana, door, method });
const codes = (rows: readonly Json[]) => rows.map((row) => row.event_code);
const event = (code: number, ago = 0) =>
  h.api.addEvent({
    code,
    label: "told",
    channel_id: "1340",
    person_id: ana,
    credentials_number: null,
    occurredAt: new Date(h.clock.now().getTime() - ago),
  });

describe("the event log", () => {
  it("shows who went through which door, with the number that was shown to the reader", async () => {
    attempt("Board room");
    attempt("Studio");
    attempt("Board room", "pin");
    const { rows } = await h.get("/events");
    expect(codes(rows)).toEqual([24, 27, 10]);
    expect(rows[2]).toMatchObject({
      person_id: Number(ana),
      channel_name: "Board room",
      credentials_number: "100200",
      created_at: h.at(0),
    });
  });

  it("goes ninety days back, newest first, and takes `since`, `sort`, `n` and `page`", async () => {
    for (const days of [91, 89, 10, 1]) event(10, days * DAY);
    const created = async (query: string) =>
      (await h.get(`/events${query}`)).rows.map((row) => row.created_at);
    const all = await created("");
    expect(all).toEqual([h.at(-DAY), h.at(-10 * DAY), h.at(-89 * DAY)]);
    expect(await created(`?since=${h.at(-10 * DAY)}`)).toEqual(all.slice(0, 2));
    expect(await created("?sort=ASC&n=2")).toEqual([...all].reverse().slice(0, 2));
    expect(await created("?sort=ASC&n=2&page=2")).toEqual([all[0]]);
  });

  it("takes codes with commas, and refuses those it does not know", async () => {
    for (const code of [10, 11, 21, 30]) event(code);
    expect(codes((await h.get("/events?event_codes=11,30")).rows).sort()).toEqual([11, 30]);
    const bad = await h.get("/events?event_codes=10,999");
    expect([bad.status, bad.json.error]).toEqual([400, "bad_request"]);
    expect(bad.json.error_description).toContain("999");
  });

  it("leaves out what no person did, unless its codes are asked for", async () => {
    h.api.setDoorOnline("Studio", false);
    event(32);
    expect((await h.get("/events")).rows).toEqual([]);
    expect(codes((await h.get("/events?event_codes=3,32")).rows)).toEqual([32, 3]);
    expect(codes((await h.get("/events?level=debug")).rows)).toEqual([3]);
    expect((await h.get("/events?event_codes=3")).rows[0]).toMatchObject({ person_id: null });
  });

  it("is told late of what happened at an offline door, with the time it happened", async () => {
    h.api.setDoorOnline("Board room", false);
    attempt("Board room");
    h.clock.advance(HOUR);
    event(11);
    expect(codes((await h.get("/events")).rows)).toEqual([11]);
    h.api.setDoorOnline("Board room", true);
    const { rows } = await h.get("/events?sort=ASC");
    expect(rows.map((row) => [row.event_code, row.created_at])).toEqual([
      [10, h.at(0)],
      [11, h.at(HOUR)],
    ]);
    expect(Number(rows[0]?.id)).toBeGreaterThan(Number(rows[1]?.id));
    expect(codes((await h.get(`/events?since=${h.at(HOUR)}`)).rows)).toEqual([11]);
    h.api.setSwitches({ eventsSince: "recorded" });
    expect(codes((await h.get(`/events?since=${h.at(HOUR)}&sort=ASC`)).rows)).toEqual([10, 11]);
  });

  it("shows one of them by its id, and the newer guide's fields where the switch says so", async () => {
    const { id } = event(10);
    expect((await h.get(`/events/${id}`)).json).toMatchObject({ id: Number(id), event_id: Number(id) });
    expect((await h.get("/events/1")).status).toBe(404);
    h.api.setSwitches({ guideEvents: true });
    expect((await h.get(`/events/${id}`)).json).toMatchObject({ occurred_at: h.at(0), description: "told" });
  });
});
