import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GROUP, type Harness, HOUR, MINUTE, startForTest, TYPE } from "./testing";

let h: Harness;
let ana: string;
beforeEach(async () => {
  h = await startForTest();
  ana = h.api.staffPerson({ first_name: "Ana", last_name: "<b>" }).id;
});
afterEach(() => h.sim.close());

const send = async (path: string, fields?: Record<string, string>) => {
  const init = fields ? { method: "POST", body: new URLSearchParams(fields) } : {};
  return (await (await fetch(`${h.sim.url}${path}`, init)).text()).replace(/\s+/g, " ");
};
const tryDoor = (door: string, method: string) => send("/try", { member: ana, door, method });

describe("the building page", () => {
  it("says why a door stays shut, in the building's time, and that it waits for a sync", async () => {
    h.api.staffCredential(ana, TYPE.card, "100200");
    h.api.staffSync();
    expect(await tryDoor("Studio", "card")).toContain("Not in any group that opens this door");
    h.api.staffReservation(ana, {
      group_ids: [Number(GROUP.studio)],
      start_time: h.at(HOUR),
      end_time: h.at(2 * HOUR),
    });
    h.clock.advance(HOUR + MINUTE);
    expect(await tryDoor("Studio", "card")).toContain("changes reach it with the next sync");
    const told = await send("/sync", { account: "acchw7k2q9" });
    expect(told).toContain("The doors were told.");
    expect(told).toContain('Ana &lt;b&gt; <span class="muted">until 11:00');
    expect(await tryDoor("Studio", "card")).toContain("Opened by");
    expect(await tryDoor("Studio", "pin")).toContain("no such card, PIN or phone");
    h.clock.advance(HOUR);
    expect(await tryDoor("Studio", "card")).toContain("ended 11:00");
    h.api.staffPutPerson(ana, { enabled: false });
    h.api.staffSync();
    expect(await tryDoor("Studio", "card")).toContain("is disabled in DoorFlow");
  });

  it("takes a door offline and back, and names a door that does not exist", async () => {
    expect(await send("/device", { door: "Studio", online: "no" })).toContain("controller offline");
    expect(await send("/device", { door: "Studio", online: "yes" })).not.toContain("controller offline");
    expect(await tryDoor("Nowhere", "card")).toContain("was not found");
  });

  it("says so when there is no engine that could move the clock", async () => {
    expect(await send("/")).toContain("has no engine");
    expect(await send("/fast-forward", { byMs: "60000", back: "/" })).toContain("no engine that could move");
  });
});
