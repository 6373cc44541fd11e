import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { manualClock } from "../../../lib/clock";
import { SEED } from "./seed";
import { createAcmSimulator } from "./simulator";
import { ACCOUNT, MINUTE, START } from "./testing";

const TICKS = 24;
const STEP = 10 * MINUTE;
const tickAt = (tick: number) => new Date(START.getTime() + tick * STEP);
const clock = manualClock(START);
let sim: Awaited<ReturnType<typeof createAcmSimulator>>;
beforeAll(async () => {
  sim = await createAcmSimulator({ port: null, pagePort: null, storeFile: null, clock, secrets: ACCOUNT });
});
afterAll(() => sim.close());

const { roles } = SEED;
const deed = fc.record({
  tick: fc.integer({ min: 0, max: TICKS - 1 }),
  kind: fc.constantFrom("roles", "role", "status", "token", "lag", "offline", "online"),
  held: fc.subarray([roles.board, roles.weekdays, roles.studio]),
  from: fc.option(fc.integer({ min: 0, max: TICKS }), { nil: null }),
  length: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }),
  minutes: fc.integer({ min: 0, max: 25 }),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function act(member: string, token: string, one: Deed): void {
  const { api } = sim;
  const startsAt = one.from === null ? null : tickAt(one.from).getTime();
  const stopsAt = one.length === null ? null : tickAt((one.from ?? 0) + one.length).getTime();
  if (one.kind === "roles") api.staffRoles(member, one.held);
  else if (one.kind === "role") api.changeRole(one.held[0] ?? roles.board, { startsAt, stopsAt });
  else if (one.kind === "status")
    api.staffPatchPerson(member, { plasecIdstatus: one.minutes % 2 === 0 ? "1" : "2" });
  else if (one.kind === "token")
    api.staffPatchToken(token, {
      plasecTokennoexpire: "FALSE",
      plasecActivatedate: startsAt === null ? "" : new Date(startsAt).toISOString(),
      plasecDeactivatedate: stopsAt === null ? "" : new Date(stopsAt).toISOString(),
    });
  else if (one.kind === "lag") api.setSwitches({ panelLagSeconds: one.minutes * 60 });
  else api.setDoorOnline("Front door", one.kind === "online");
}

it("intervals are exactly the instants at which the door was asked and opened at the time", () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 14 }), (deeds) => {
      clock.set(START);
      sim.api.reset();
      const member = sim.api.staffPerson({ last: "Ruiz", card: "1001" }).cn;
      const token = sim.api.world.tokensOf(member)[0]?.cn ?? "";
      const who = { member, door: "Front door", withCredential: true };
      const seen: { at: number; open: boolean }[] = [];
      for (let tick = 0; tick < TICKS; tick += 1) {
        clock.set(tickAt(tick));
        for (const one of deeds.filter((d) => d.tick === tick)) act(member, token, one);
        for (const at of [tickAt(tick), new Date(tickAt(tick).getTime() + STEP - 1)]) {
          clock.set(at);
          seen.push({ at: at.getTime(), open: sim.api.canOpen(who).open });
        }
      }
      const told = sim.api.accessIntervals({ ...who, from: START, to: tickAt(TICKS) });
      for (const { at, open } of seen)
        expect([at, told.some((i) => i.from <= at && at < i.until)]).toEqual([at, open]);
      for (const [i, one] of told.entries()) {
        expect(one.from).toBeLessThan(one.until);
        expect(one.from).toBeGreaterThan(told[i - 1]?.until ?? 0);
      }
    }),
    { numRuns: 150 },
  );
});
