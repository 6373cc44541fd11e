import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { manualClock } from "../../../lib/clock";
import { listen } from "../kit/server";
import { createAkilesSimulator } from "./simulator";
import { CLIENT, MINUTE, START } from "./testing";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(engineUrl?: string) {
  const clock = manualClock(START);
  const fastForward = engineUrl === undefined ? {} : { fastForward: { engineUrl } };
  const sim = await createAkilesSimulator({
    port: 0,
    storeFile: null,
    clock,
    secrets: CLIENT,
    ...fastForward,
  });
  closing.push(() => sim.close());
  const send = async (path: string, fields?: Record<string, string>) => {
    const init = fields ? { method: "POST", body: new URLSearchParams(fields) } : {};
    const answer = await fetch(`${sim.url}${path}`, init);
    return (await answer.text()).replace(/\s+/g, " ");
  };
  const tryDoor = (member: string, door: string, method: string) => send("/try", { member, door, method });
  return { sim, clock, send, tryDoor };
}

describe("the building page", () => {
  it("says why a door stays shut, in the building's time", async () => {
    const { sim, clock, tryDoor } = await start();
    const member = sim.api.staffMember({ name: "Ana <b>", email: "ana@example.com" });
    expect(await tryDoor(member.id, "Studio", "online")).toContain("Not in any group that opens this door");
    sim.api.staffAssociation(member.id, {
      member_group_id: "mg_focus_room",
      starts_at: "2026-05-01T08:45:00Z",
      ends_at: "2026-05-01T10:00:00Z",
    });
    const early = await tryDoor(member.id, "Focus room", "online");
    expect(early).toContain("starts 09:45");
    expect(early).toContain("Next change: 09:45, Ana &lt;b&gt; may enter");
    clock.advance(60 * MINUTE);
    const open = await tryDoor(member.id, "Focus room", "online");
    expect(open).toContain("Opened by");
    expect(open).toContain("until 11:00");
    expect(await tryDoor(member.id, "Focus room", "pin")).toContain("has no PIN");
    clock.advance(60 * MINUTE);
    expect(await tryDoor(member.id, "Focus room", "online")).toContain("ended 11:00");
    sim.api.staffDeleteMember(member.id);
    expect(await tryDoor(member.id, "Focus room", "online")).toContain("was deleted in Akiles");
  });

  it("names a rule that refuses the PIN", async () => {
    const { sim, tryDoor } = await start();
    const member = sim.api.staffMember({ name: "Bo", pin: "445566", groups: ["mg_focus_room"] });
    expect(await tryDoor(member.id, "Focus room", "pin")).toContain("refuses this way of opening");
  });

  it("moves the clock at the engine, and says so when it does not answer", async () => {
    const asked: unknown[] = [];
    const engine = new Hono();
    engine.post("/clock/advance", async (c) => {
      asked.push(await c.req.json());
      return c.json({ ok: true });
    });
    const server = await listen(engine, 0);
    const { send } = await start(server.url);
    expect(await send("/")).toContain("Fast-forward");
    expect(await send("/forward", { ms: String(15 * MINUTE) })).not.toContain("could not be moved");
    expect(asked).toEqual([{ byMs: 15 * MINUTE }]);
    await server.close();
    expect(await send("/forward", { ms: String(15 * MINUTE) })).toContain("could not be moved");
    const without = await start();
    expect(await without.send("/")).not.toContain("Fast-forward");
  });

  it("takes a door's controller off the network and back", async () => {
    const { sim, send } = await start();
    expect(await send("/device", { door: "gad_studio", online: "no" })).toContain("controller offline");
    expect(sim.api.world.state.tables.devices.dev_studio?.online).toBe(false);
    expect(await send("/device", { door: "gad_studio", online: "yes" })).not.toContain("controller offline");
  });
});
