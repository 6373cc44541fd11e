import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DOOR, GROUP, type Harness, MINUTE, SECOND, START, startForTest } from "./testing";

const TICKS = 18;
const STEP = 10 * MINUTE;
const tickMs = (tick: number) => tick * STEP;
let h: Harness;
beforeAll(async () => {
  h = await startForTest();
});
afterAll(() => h.sim.close());

/** One thing that happens at a tick; `which` picks among the reservations there are. */
const deed = fc.record({
  tick: fc.integer({ min: 0, max: TICKS - 1 }),
  kind: fc.constantFrom(
    "reserve",
    "free",
    "groups",
    "enable",
    "disable",
    "sync",
    "sync",
    "offline",
    "online",
  ),
  which: fc.nat(3),
  groups: fc.subarray([GROUP.board, GROUP.weekdays, GROUP.studio]),
  from: fc.integer({ min: 0, max: TICKS }),
  length: fc.integer({ min: 1, max: 8 }),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function act(person: string, one: Deed): void {
  const { api } = h;
  const group_ids = one.groups.map(Number);
  const rows = Object.values(api.world.state.tables.groupReservations);
  const now = h.clock.now().getTime();
  // One whose end has come is over, though nobody has asked since.
  const live = rows.filter((row) => !row.deleted && row.state !== "deactivated" && row.until > now);
  const chosen = live[one.which % Math.max(1, live.length)]?.id;
  if (one.kind === "offline" || one.kind === "online") api.setDoorOnline(DOOR.front, one.kind === "online");
  else if (one.kind === "groups") api.staffPutPerson(person, { group_ids });
  else if (one.kind === "enable" || one.kind === "disable")
    api.staffPutPerson(person, { enabled: one.kind === "enable" });
  else if (one.kind === "sync") api.sync();
  else if (one.kind === "free") {
    if (chosen) api.staffDeleteReservation(chosen);
  } else if (group_ids.length > 0 && one.from + one.length > one.tick) {
    const end_time = h.at(tickMs(one.from + one.length));
    api.staffReservation(person, { group_ids, start_time: h.at(tickMs(one.from)), end_time });
  }
}

describe("accessIntervals", () => {
  it.each(["on_doors", "platform_syncs", "need_sync"] as const)(
    "are exactly the instants at which the door was asked and opened at the time (edges: %s)",
    (reservationEdges) => {
      fc.assert(
        fc.property(fc.array(deed, { minLength: 1, maxLength: 14 }), (deeds) => {
          h.clock.set(START);
          h.api.reset();
          h.api.setSwitches({ reservationEdges, syncMs: 3 * SECOND, syncEveryMs: 0 });
          const person = h.api.staffPerson({}).id;
          const asked: [number, boolean][] = [];
          const ask = () => {
            const ms = h.clock.now().getTime();
            asked.push([ms, h.api.canOpen({ member: person, door: "Front door" }).open]);
          };
          for (let tick = 0; tick < TICKS; tick += 1) {
            h.clock.set(new Date(START.getTime() + tickMs(tick)));
            for (const one of deeds) if (one.tick === tick) act(person, one);
            ask();
            h.clock.advance(2_999);
            ask();
            h.clock.advance(1);
            ask();
          }
          const end = START.getTime() + tickMs(TICKS);
          h.clock.set(new Date(end));
          const told = h.api.accessIntervals({
            member: person,
            door: "Front door",
            from: START,
            to: new Date(end),
          });
          for (const [ms, open] of asked)
            expect([ms, told.some((i) => i.from <= ms && ms < i.until)]).toEqual([ms, open]);
        }),
        { numRuns: 60 },
      );
    },
  );
});
