import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DOOR, GROUP, type Harness, HOUR, MINUTE, SECOND, startForTest, TYPE } from "./testing";

let h: Harness;
let ana: string;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.person({ group_ids: [Number(GROUP.board)] });
});
afterEach(() => h.sim.close());

const sync = () => h.post("/sync");
const intervals = (door: string, hours: number) =>
  h.api
    .accessIntervals({
      member: ana,
      door,
      from: new Date(h.at(0)),
      to: new Date(h.at(hours * HOUR)),
    })
    .map(({ from, until }) => [h.at(0), from, until].slice(1).map((ms) => Number(ms) - Date.parse(h.at(0))));

describe("doors and the database", () => {
  it("a door obeys only after a sync, and not before it is done", async () => {
    expect(h.api.canOpen({ member: ana, door: "Board room" })).toMatchObject({
      open: false,
      reason: "not_synced",
    });
    h.clock.advance(10 * MINUTE);
    expect(h.opens(ana, "Board room")).toBe(false);
    expect((await sync()).json).toEqual({ result: "ok" });
    h.clock.advance(2 * SECOND - 1);
    expect(h.opens(ana, "Board room")).toBe(false);
    h.clock.advance(1);
    expect(h.opens(ana, "Board room")).toBe(true);
    await h.put(`/people/${ana}`, { group_ids: [] });
    h.clock.advance(HOUR);
    expect(h.opens(ana, "Board room")).toBe(true);
    await sync();
    h.clock.advance(2 * SECOND);
    expect(h.opens(ana, "Board room")).toBe(false);
  });

  it("a change after a sync began is not in it", async () => {
    await sync();
    await h.put(`/people/${ana}`, { group_ids: [Number(GROUP.studio)] });
    h.clock.advance(MINUTE);
    expect([h.opens(ana, "Board room"), h.opens(ana, "Studio")]).toEqual([true, false]);
  });

  it("allows one sync in thirty seconds, and says how long to wait", async () => {
    await sync();
    h.clock.advance(10 * SECOND + 1);
    const early = await sync();
    expect(early.status).toBe(429);
    expect(early.json).toMatchObject({ error: "rate_limited", retry_in: 20 });
    h.clock.advance(20 * SECOND);
    expect((await sync()).status).toBe(200);
  });

  it("says yes to a sync when nothing has changed", async () => {
    await sync();
    h.clock.advance(MINUTE);
    expect((await h.get("/account")).json.sync).toMatchObject({ status: "complete" });
    expect((await sync()).json).toEqual({ result: "ok" });
  });

  it("an offline door stays as it was until it is back", async () => {
    h.api.setDoorOnline("Front door", false);
    await sync();
    h.clock.advance(MINUTE);
    expect([h.opens(ana, "Board room"), h.opens(ana, "Front door")]).toEqual([true, false]);
    expect((await h.get("/account")).json.sync).toMatchObject({
      status: "failing",
      description: "1 of 7 failed",
    });
    expect((await h.get(`/channels/${DOOR.front}`)).json).toMatchObject({
      status: "offline",
      sync: { status: "fail" },
    });
    h.api.setDoorOnline("Front door", true);
    expect(h.opens(ana, "Front door")).toBe(true);
    expect((await h.get("/account")).json.sync).toMatchObject({ status: "complete" });
  });

  it("tells how the account stands: pending, syncing, complete", async () => {
    const status = async () => ((await h.get("/account")).json.sync as { status: string }).status;
    expect(await status()).toBe("pending");
    await sync();
    expect(await status()).toBe("syncing");
    h.clock.advance(2 * SECOND);
    expect(await status()).toBe("complete");
  });

  it("opens within a reservation's window to the millisecond, once synced", async () => {
    await h.reserve(ana, GROUP.studio, HOUR, 2 * HOUR);
    await sync();
    h.clock.advance(MINUTE);
    expect([HOUR - 1, HOUR, 2 * HOUR - 1, 2 * HOUR].map((ms) => h.opens(ana, "Studio", ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(intervals("Studio", 3)).toEqual([[HOUR, 2 * HOUR]]);
  });

  it("needs a sync at each edge where the switch says so", async () => {
    h.api.setSwitches({ reservationEdges: "need_sync" });
    await h.reserve(ana, GROUP.studio, HOUR, 2 * HOUR);
    await sync();
    h.clock.advance(HOUR);
    expect(h.opens(ana, "Studio")).toBe(false);
    await sync();
    h.clock.advance(2 * HOUR);
    expect(h.opens(ana, "Studio")).toBe(true);
    await sync();
    h.clock.advance(MINUTE);
    expect(h.opens(ana, "Studio")).toBe(false);
  });

  it("is synced by the platform at each edge where the switch says so, if a sync has known of it", async () => {
    h.api.setSwitches({ reservationEdges: "platform_syncs" });
    await h.reserve(ana, GROUP.focus, HOUR, 2 * HOUR);
    h.clock.advance(HOUR + MINUTE);
    expect(h.opens(ana, "Focus room")).toBe(false);
    await h.reserve(ana, GROUP.studio, 2 * HOUR, 3 * HOUR);
    await sync();
    h.clock.advance(3 * HOUR);
    expect(intervals("Studio", 4)).toEqual([[2 * HOUR + 2 * SECOND, 3 * HOUR + 2 * SECOND]]);
  });

  it("keeps to the hours of a role, in the site's time", async () => {
    await h.put(`/people/${ana}`, { group_ids: [Number(GROUP.weekdays)] });
    await sync();
    h.clock.advance(MINUTE);
    // 1 May 2026 is a Friday; 18:00 in London is 17:00 UTC.
    expect([h.opens(ana, "Floor 1", 9 * HOUR - 1), h.opens(ana, "Floor 1", 9 * HOUR)]).toEqual([true, false]);
    expect(h.api.canOpen({ member: ana, door: "Floor 1", at: new Date(h.at(9 * HOUR)) }).reason).toBe(
      "hours",
    );
  });

  it("asks for the person's own card or PIN", async () => {
    await sync();
    h.clock.advance(MINUTE);
    const withCredential = true;
    expect(h.opens(ana, "Board room", undefined, { withCredential })).toBe(false);
    h.api.staffCredential(ana, TYPE.pin, "80412");
    expect(h.opens(ana, "Board room", undefined, { withCredential })).toBe(false);
    h.api.staffSync();
    expect(h.opens(ana, "Board room", undefined, { withCredential, method: "pin" })).toBe(true);
    expect(h.opens(ana, "Board room", undefined, { withCredential, method: "card" })).toBe(false);
  });

  it("lets nobody in who is disabled or deleted, once synced", async () => {
    h.api.staffSync();
    await h.put(`/people/${ana}`, { enabled: false });
    expect(h.opens(ana, "Board room")).toBe(true);
    h.api.staffSync();
    expect(h.api.canOpen({ member: ana, door: "Board room" }).reason).toBe("disabled");
    await h.put(`/people/${ana}`, { enabled: true });
    h.api.staffSync();
    expect(h.opens(ana, "Board room")).toBe(true);
    await h.del(`/people/${ana}`);
    h.api.staffSync();
    expect(h.api.canOpen({ member: ana, door: "Board room" }).reason).toBe("person_deleted");
  });

  it("names what let an interval begin and end", async () => {
    await sync();
    h.clock.advance(HOUR);
    await h.put(`/people/${ana}`, { group_ids: [] });
    h.clock.advance(MINUTE);
    await sync();
    h.clock.advance(MINUTE);
    const [first, ...more] = h.api.accessIntervals({
      member: ana,
      door: "Board room",
      from: new Date(h.at(0)),
      to: new Date(h.at(3 * HOUR)),
    });
    expect(more).toEqual([]);
    expect(first).toMatchObject({ began: "changed through the API", ended: "changed through the API" });
    expect(first?.causes).toMatchObject([{ through: "group", groupId: GROUP.board }]);
  });
});
