import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, MINUTE, START, startForTest } from "./testing";

const { groups } = SEED;

let h: Harness;
let ana: number;
beforeEach(async () => {
  h = await startForTest();
  ana = await h.person("ana@example.test", { externalId: "lintel.abc.991" });
});
afterEach(() => h.sim.close());

const entriesOf = async () =>
  (await h.get(`/users/${ana}/entries?limit=100`)).json.data.map((e) => String(e.name)).sort();
const opens = (door: string) => h.api.canOpen({ person: "991", door });

describe("effective access", () => {
  it("comes from groups, direct zones and direct sites, within dates and while active", async () => {
    expect(await entriesOf()).toEqual([]);
    await h.patch(`/users/${ana}/groupIds`, { add: [groups.board] });
    expect(await entriesOf()).toEqual(["Board room", "Floor 1", "Front door"]);
    const zone = h.api.door("Studio").zoneId;
    await h.put(`/users/${ana}/zoneUsers`, [{ zoneId: zone, scheduleId: null }]);
    await h.patch(`/users/${ana}/groupIds`, { remove: [groups.board] });
    expect(await entriesOf()).toEqual(["Studio"]);
    await h.put(`/users/${ana}/zoneUsers`, []);
    expect((await h.put(`/users/${ana}/zoneIds`, { zoneIds: [zone] })).status).toBe(204);
    expect(await entriesOf()).toEqual(["Studio"]);
    await h.put(`/users/${ana}/zoneIds`, { zoneIds: [] });
    await h.put(`/users/${ana}/siteIds`, { siteIds: [SEED.site] });
    expect(await entriesOf()).toHaveLength(7);
    await h.put(`/users/${ana}/status`, { status: "S" });
    expect(await entriesOf()).toEqual([]);
    await h.put(`/users/${ana}/status`, { status: "A" });
    await h.patch(`/users/${ana}`, { endDate: START.toISOString() });
    expect(await entriesOf()).toEqual([]);
    await h.patch(`/users/${ana}`, { endDate: new Date(START.getTime() + 1).toISOString() });
    expect(await entriesOf()).toHaveLength(7);
  });

  it("of a door whose controller is off the network waits until that is back", async () => {
    h.api.setDoorOnline("Board room", false);
    await h.patch(`/users/${ana}/groupIds`, { add: [groups.board] });
    expect(opens("Board room").open).toBe(false);
    expect(opens("Front door").open).toBe(true);
    expect(await entriesOf()).toContain("Board room");
    h.api.setDoorOnline("Board room", true);
    expect(opens("Board room").open).toBe(true);
    h.api.setDoorOnline("Board room", false);
    await h.put(`/users/${ana}/status`, { status: "S" });
    expect(opens("Board room").open).toBe(true);
    h.api.setDoorOnline("Board room", true);
    expect(opens("Board room").reason).toBe("suspended");
  });

  it("says why a door stays shut", async () => {
    expect(opens("Board room").reason).toBe("no_group");
    await h.patch(`/users/${ana}/groupIds`, { add: [groups.board] });
    expect(opens("Board room")).toMatchObject({ open: true, by: ["Board room (with front door)"] });
    const pin = { person: "991", door: "Board room", method: "pin", withCredential: true };
    expect(h.api.canOpen(pin).reason).toBe("no_credential");
    await h.credential(ana, "pincode", { number: "4711" });
    expect(h.api.canOpen(pin).open).toBe(true);
    await h.put(`/users/${ana}/status`, { status: "S" });
    expect(opens("Board room").reason).toBe("suspended");
    await h.put(`/users/${ana}/status`, { status: "I" });
    expect(opens("Board room").reason).toBe("deleted");
    expect(h.api.canOpen({ person: "nobody", door: "Board room" }).reason).toBe("no_person");
  });

  it("is told over time as half-open intervals with what began and ended them", async () => {
    h.clock.advance(MINUTE);
    await h.patch(`/users/${ana}/groupIds`, { add: [groups.board] });
    h.clock.advance(10 * MINUTE);
    await h.put(`/users/${ana}/status`, { status: "S" });
    h.clock.advance(MINUTE);
    await h.put(`/users/${ana}/status`, { status: "A" });
    const end = h.clock.now().getTime() + 5 * MINUTE;
    await h.patch(`/users/${ana}`, { endDate: new Date(end).toISOString() });
    const told = h.api.accessIntervals({ person: "991", door: "Front door" }, START, new Date(end + MINUTE));
    const from = START.getTime();
    expect(told.map((i) => [i.from - from, i.until - from, i.ended])).toEqual([
      [MINUTE, 11 * MINUTE, "person suspended"],
      [12 * MINUTE, 17 * MINUTE, "window"],
    ]);
    expect(opens("Front door").open).toBe(true);
    h.clock.set(new Date(end));
    expect(opens("Front door")).toMatchObject({ open: false, reason: "ended", instant: end });
  });

  it("survives a restart with all its history", async () => {
    const dir = mkdtempSync(join(tmpdir(), "alta-"));
    const file = join(dir, "alta.json");
    const first = await startForTest(file);
    const id = await first.person("bo@example.test");
    await first.patch(`/users/${id}/groupIds`, { add: [groups.board] });
    await first.sim.close();
    const second = await startForTest(file, first.clock);
    expect(second.api.canOpen({ person: "bo@example.test", door: "Board room" }).open).toBe(true);
    await second.sim.close();
    rmSync(dir, { recursive: true });
  });
});

describe("the building's page", () => {
  it("lists who may enter, and answers whoever tries a door", async () => {
    await h.patch(`/users/${ana}`, { identity: { firstName: "Ana" } });
    await h.patch(`/users/${ana}/groupIds`, { add: [groups.board] });
    const page = (await h.request("GET", "/")).text;
    expect(page).toContain("Demo");
    expect(page).toContain("simulated-password");
    expect((await h.request("GET", `/?org=${SEED.euOrg}`)).text).toContain("eu-lintel@harbour-works.example");
    expect(page).toContain("Ana");
    const tryDoor = async (method: string) => {
      const moved = await h.form("/try", { person: String(ana), door: "Board room", method });
      return (await h.request("GET", moved.headers.get("location") ?? "")).text;
    };
    expect(await tryDoor("card")).toContain("Refused");
    await h.credential(ana, "card", { number: "4711" });
    expect(await tryDoor("card")).toContain("<strong>Opened</strong>: Ana at Board room");
    expect((await h.form("/try", { person: "0", door: "Board room" })).status).toBe(400);
  });

  it("takes a controller off the network and back", async () => {
    const door = String(SEED.doors.studio);
    await h.form("/device", { door, online: "no" });
    expect((await h.request("GET", "/")).text).toContain("controller offline");
    await h.form("/device", { door, online: "yes" });
    expect((await h.request("GET", "/")).text).not.toContain("controller offline");
  });
});
