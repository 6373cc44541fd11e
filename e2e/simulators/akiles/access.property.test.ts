import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manualClock } from "../../../lib/clock";
import { SEED } from "./seed";
import { createAkilesSimulator } from "./simulator";
import { CLIENT, MINUTE, START } from "./testing";

const TICKS = 24;
const STEP = 10 * MINUTE;
const tickAt = (tick: number) => new Date(START.getTime() + tick * STEP);
const clock = manualClock(START);
let sim: Awaited<ReturnType<typeof createAkilesSimulator>>;
beforeAll(async () => {
  sim = await createAkilesSimulator({ port: 0, storeFile: null, clock, secrets: CLIENT });
});
afterAll(() => sim.close());

const groups = [SEED.groups.board, SEED.groups.weekdays, SEED.groups.studio];
const edge = fc.option(fc.integer({ min: 0, max: TICKS }), { nil: null });
/** One thing that happens at a tick; `which` picks among the associations there are. */
const deed = fc.record({
  tick: fc.integer({ min: 0, max: TICKS - 1 }),
  kind: fc.constantFrom("add", "move", "remove", "delete", "restore", "window", "offline", "online"),
  which: fc.nat(5),
  group: fc.constantFrom(...groups),
  from: edge,
  length: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const windowOf = ({ from, length }: Deed) => ({
  starts_at: from === null ? null : tickAt(from).toISOString(),
  ends_at: length === null ? null : tickAt((from ?? 0) + length).toISOString(),
});

function act(member: string, one: Deed): void {
  const { api } = sim;
  const live = Object.values(api.world.state.tables.associations).filter(
    (a) => a.member_id === member && !a.is_deleted,
  );
  const chosen = live[one.which % Math.max(1, live.length)]?.id;
  const deleted = api.members(member)[0]?.is_deleted === true;
  if (one.kind === "offline" || one.kind === "online") api.setDoorOnline("Front door", one.kind === "online");
  else if (one.kind === "restore") api.restoreMember(member);
  else if (deleted) return;
  else if (one.kind === "add") api.staffAssociation(member, { member_group_id: one.group, ...windowOf(one) });
  else if (one.kind === "delete") api.staffDeleteMember(member);
  else if (one.kind === "window") api.staffPatchMember(member, windowOf(one));
  else if (chosen && one.kind === "move") api.staffPatchAssociation(chosen, windowOf(one));
  else if (chosen && one.kind === "remove") api.staffDeleteAssociation(chosen);
}

describe("accessIntervals", () => {
  it("are exactly the instants at which the door was asked and opened at the time", () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 14 }), (deeds) => {
        clock.set(START);
        sim.api.reset();
        const member = sim.api.staffMember({ name: "Ana" }).id;
        const who = { member, door: "Front door" };
        const seen: { at: number; open: boolean }[] = [];
        for (let tick = 0; tick < TICKS; tick += 1) {
          clock.set(tickAt(tick));
          for (const one of deeds.filter((d) => d.tick === tick)) act(member, one);
          for (const at of [tickAt(tick), new Date(tickAt(tick).getTime() + STEP - 1)]) {
            clock.set(at);
            seen.push({ at: at.getTime(), open: sim.api.canOpen(who).open });
          }
        }
        const told = sim.api.accessIntervals({ ...who, from: START, to: tickAt(TICKS) });
        for (const { at, open } of seen) {
          expect([at, told.some((i) => i.from <= at && at < i.until)]).toEqual([at, open]);
        }
        for (const [i, one] of told.entries()) {
          expect(one.from).toBeLessThan(one.until);
          expect(one.from).toBeGreaterThan(told[i - 1]?.until ?? 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
