import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/brivo/seed";
import type { Connector, Openings } from "../contract";
import { type BrivoHarness, brivoHarness } from "./testing";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FLOOR = new Date("2026-03-01T00:00:00Z");

let h: BrivoHarness;
let ana: string;
beforeEach(async () => {
  h = await brivoHarness();
  const groups = [SEED.groups.board, SEED.groups.annex];
  ana = String(h.simulator.api.staffUser({ firstName: "Ana", lastName: "Silva", pin: "58213", groups }).id);
});
afterEach(() => h.close());

const enter = (door = "Front door") => h.simulator.api.attempt({ member: ana, door, method: "pin" });
const read = (after: string | null, floor = FLOOR, connector: Connector = h.connector): Promise<Openings> =>
  connector.readOpenings?.({ after, floor }) ?? Promise.reject(new Error("none"));
const times = ({ items }: Openings) => items.map((o) => o.occurredAt.toISOString().slice(0, 16));

it("reads entries oldest first, with person, door and time, and leaves refusals and staff out", async () => {
  enter();
  h.time.advance(MINUTE_MS);
  enter("Studio");
  enter("Board room");
  const url = `${h.operator.usApiUrl}/access-points/${SEED.doors.front}/activate`;
  const headers = { "api-key": h.secrets[2] ?? "", authorization: `bearer ${h.secrets[0]}` };
  expect((await fetch(url, { method: "POST", headers })).status).toBe(200);
  const openings = await read(null);
  expect(openings).toMatchObject({ skipped: 0, complete: true });
  expect(openings.items.map((o) => [o.vendorPersonId, o.doorId])).toEqual([
    [ana, String(SEED.doors.front)],
    [ana, String(SEED.doors.board)],
  ]);
  expect(times(openings)).toEqual(["2026-03-02T10:00", "2026-03-02T10:01"]);
});

it("reads of the chosen site alone", async () => {
  enter("Annex door");
  enter();
  expect((await read(null)).items.map((o) => o.doorId)).toEqual([String(SEED.doors.front)]);
  expect((await read(null, FLOOR, h.with({}))).items).toHaveLength(2);
});

it("goes on from its mark with an hour of overlap, and never before the floor", async () => {
  enter();
  const first = await read(null);
  h.time.advance(30 * MINUTE_MS);
  enter();
  const second = await read(first.mark);
  // The one before comes again: it is told apart by its event id.
  expect(second.items[0]?.eventId).toBe(first.items[0]?.eventId);
  expect(times(second)).toEqual(["2026-03-02T10:00", "2026-03-02T10:30"]);
  h.time.advance(2 * HOUR_MS);
  const third = await read(second.mark);
  expect(times(third)).toEqual(["2026-03-02T10:00", "2026-03-02T10:30"]);
  expect(times(await read(third.mark))).toEqual([]);
  expect(times(await read(null, new Date("2026-03-02T10:15:00Z")))).toEqual(["2026-03-02T10:30"]);
});

it("tells late of what happened behind an offline panel, with the time it happened", async () => {
  h.simulator.api.setDoorOnline("Front door", false);
  enter();
  const { mark } = await read(null);
  h.time.advance(5 * HOUR_MS);
  h.simulator.api.setDoorOnline("Front door", true);
  const [late] = (await read(mark)).items;
  expect(late?.occurredAt).toEqual(new Date("2026-03-02T10:00:00Z"));
  expect(late?.recordedAt).toEqual(new Date("2026-03-02T15:00:00Z"));
});

it.each(["before", "at_or_before"] as const)(
  "misses none over pages and days, also many of one instant, with an offset that means %s",
  async (eventOffset) => {
    h.simulator.api.setSwitches({ eventOffset });
    let made = 0;
    const some = (count: number) => {
      for (let i = 0; i < count; i += 1) enter();
      made += count;
    };
    some(70);
    h.time.advance(1);
    some(80);
    h.time.advance(20 * HOUR_MS);
    // On the hour, where two days that are read touch.
    h.time.set(new Date("2026-03-03T08:00:00Z"));
    some(5);
    h.time.advance(30 * HOUR_MS);
    some(60);
    h.time.advance(1);
    some(99);
    const openings = await read(null);
    expect(openings).toMatchObject({ complete: true, skipped: 0 });
    expect(new Set(openings.items.map((o) => o.eventId)).size).toBe(made);
    expect(openings.items).toHaveLength(made);
  },
);

it("says so when a page holds one instant alone, for more of it could not be asked for", async () => {
  for (const eventOffset of ["before", "at_or_before"] as const) {
    h.simulator.api.setSwitches({ eventOffset });
    for (let i = 0; i < 101; i += 1) enter();
    const { skipped, complete } = await read(null);
    expect([skipped > 0, complete]).toEqual([true, true]);
    h.time.advance(1);
  }
});

it("counts rows that do not parse, and takes other actions only where they are named", async () => {
  enter();
  h.faults.breakNext(
    { kind: "rewrite", body: (text) => text.replace('"uuid":"', '"uuid":5,"was":"') },
    "read",
  );
  const once = { after: null, floor: new Date("2026-03-02T09:30:00Z") };
  expect(await h.connector.readOpenings?.(once)).toMatchObject({ items: [], skipped: 1 });
  expect((await read(null, FLOOR, h.with({ entryActions: "5000,2004" }))).items).toHaveLength(1);
  expect((await read(null, FLOOR, h.with({ entryActions: "5000" }))).items).toHaveLength(0);
});
