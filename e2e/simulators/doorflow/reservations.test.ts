import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DOOR, GROUP, type Harness, HOUR, MINUTE, START, startForTest } from "./testing";

let h: Harness;
let ana: string;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.person();
});
afterEach(() => h.sim.close());

const groupsOf = async () => (await h.get(`/people/${ana}`)).json.groups;
const listed = async () => (await h.get("/group_reservations")).rows;
const put = (...groups: string[]) => h.put(`/people/${ana}`, { group_ids: groups.map(Number) });

describe("group reservations", () => {
  it("refuses an end that is past, or not after the start, and groups of nobody here", async () => {
    expect((await h.reserve(ana, GROUP.board, -2 * HOUR, -HOUR)).status).toBe(422);
    expect((await h.reserve(ana, GROUP.board, HOUR, HOUR)).status).toBe(422);
    expect((await h.reserve(ana, GROUP.board, HOUR, HOUR + 30_000)).status).toBe(422);
    expect((await h.reserve(ana, "999", HOUR, 2 * HOUR)).json.errors).toHaveProperty("group_ids");
    expect((await h.reserve("1", GROUP.board, HOUR, 2 * HOUR)).json.errors).toHaveProperty("person_id");
    expect((await h.reserve(ana, GROUP.board, 0, 400 * 24 * HOUR)).status).toBe(422);
    expect((await h.post("/group_reservations", { person_id: Number(ana) })).status).toBe(422);
    expect(await listed()).toEqual([]);
    expect((await h.reserve(ana, GROUP.board, -HOUR, HOUR)).status).toBe(201);
  });

  it("goes from pending over active to deactivated by the clock, and in and out of the groups", async () => {
    const made = await h.reserve(ana, GROUP.board, HOUR, 2 * HOUR);
    expect(made.json).toMatchObject({ state: "pending", group_ids: [15], start_time: h.at(HOUR) });
    expect(await groupsOf()).toEqual([]);
    h.clock.advance(HOUR);
    expect(await listed()).toMatchObject([{ state: "active" }]);
    expect(await groupsOf()).toEqual([15]);
    h.clock.advance(HOUR - 1);
    expect(await groupsOf()).toEqual([15]);
    h.clock.advance(1);
    expect(await groupsOf()).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  it("strips a standing group at its end, unless the switch says otherwise", async () => {
    await put(GROUP.board);
    await h.reserve(ana, GROUP.board, 0, HOUR);
    h.clock.advance(HOUR);
    expect(await groupsOf()).toEqual([]);
    h.api.setSwitches({ endStripsGroups: false });
    await put(GROUP.board);
    await h.reserve(ana, GROUP.board, 0, 2 * HOUR);
    h.clock.advance(HOUR);
    expect(await groupsOf()).toEqual([15]);
  });

  it("strips the groups of another one that still runs", async () => {
    const first = await h.reserve(ana, GROUP.board, 0, HOUR);
    await h.reserve(ana, GROUP.board, 0, 2 * HOUR);
    await h.del(`/group_reservations/${String(first.json.id)}`);
    expect(await groupsOf()).toEqual([]);
    expect(await listed()).toMatchObject([{ state: "active" }]);
    await put(GROUP.board);
    h.clock.advance(2 * HOUR);
    expect(await groupsOf()).toEqual([]);
  });

  it("deletes a pending one for good, and deactivates an active one", async () => {
    const pending = String((await h.reserve(ana, GROUP.board, HOUR, 2 * HOUR)).json.id);
    const active = String((await h.reserve(ana, GROUP.studio, 0, HOUR)).json.id);
    expect(await groupsOf()).toEqual([16]);
    for (const id of [pending, active]) {
      expect((await h.del(`/group_reservations/${id}`)).json).toEqual({ result: "ok" });
      expect((await h.del(`/group_reservations/${id}`)).status).toBe(404);
    }
    expect([await listed(), await groupsOf()]).toEqual([[], []]);
  });

  it("knows no verb to change one", async () => {
    const id = String((await h.reserve(ana, GROUP.board, HOUR, 2 * HOUR)).json.id);
    expect((await h.put(`/group_reservations/${id}`, {})).status).toBe(404);
    expect((await h.get(`/group_reservations/${id}`)).status).toBe(404);
  });

  it("is cut short by a list of groups without it, unless the switch says otherwise", async () => {
    await h.reserve(ana, GROUP.board, 0, HOUR);
    await put(GROUP.studio);
    expect(await groupsOf()).toEqual([16]);
    await put(GROUP.studio, GROUP.board);
    expect(await groupsOf()).toEqual([16, 15]);
    h.clock.advance(HOUR);
    expect(await groupsOf()).toEqual([16]);
    h.api.setSwitches({ putCutsReservations: false, writtenBackStays: true, endStripsGroups: false });
    await h.reserve(ana, GROUP.focus, 0, 3 * HOUR);
    await put(GROUP.studio);
    expect(await groupsOf()).toEqual([16, 17]);
    await put(GROUP.studio, GROUP.focus);
    h.clock.advance(2 * HOUR);
    expect(await groupsOf()).toEqual([16, 17]);
  });

  it("hides its groups from the person where the switch says so", async () => {
    h.api.setSwitches({ reservationsInGroups: false });
    await h.reserve(ana, GROUP.board, 0, HOUR);
    expect(await groupsOf()).toEqual([]);
  });

  it("goes with its person", async () => {
    await h.reserve(ana, GROUP.board, 0, HOUR);
    await h.reserve(ana, GROUP.board, 2 * HOUR, 3 * HOUR);
    await h.del(`/people/${ana}`);
    expect(await listed()).toEqual([]);
  });
});

describe("reservations of doors", () => {
  const reserve = (from: number, until: number) =>
    h.post("/reservations", {
      person_id: Number(ana),
      channel_ids: [Number(DOOR.studio)],
      start_time: h.at(from),
      end_time: h.at(until),
    });

  it("stay within one day of the account's time zone", async () => {
    // 22:30 in London; half an hour before midnight UTC is past midnight there.
    h.clock.set(new Date("2026-05-01T21:30:00Z"));
    const evening = h.clock.now().getTime() - START.getTime();
    expect((await reserve(evening, evening + 60 * MINUTE)).status).toBe(201);
    const over = await reserve(evening, evening + 2 * HOUR);
    expect([over.status, over.json.errors]).toEqual([
      422,
      { end_time: ["must be on the same day as the start time"] },
    ]);
  });

  it("open the doors named, for that time", async () => {
    await reserve(HOUR, 2 * HOUR);
    h.api.staffSync();
    expect([h.opens(ana, "Studio", HOUR - 1), h.opens(ana, "Studio", HOUR)]).toEqual([false, true]);
    expect([h.opens(ana, "Studio", 2 * HOUR), h.opens(ana, "Front door", HOUR)]).toEqual([false, false]);
  });
});
