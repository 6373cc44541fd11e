import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import type { Connector, Openings } from "../contract";
import { type DoorFlowHarness, doorflowHarness } from "./testing";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FLOOR = new Date("2026-03-01T00:00:00Z");

let h: DoorFlowHarness;
let ana: string;
beforeEach(async () => {
  h = await doorflowHarness();
  ana = h.simulator.api.staffPerson({ pin: "58213", group_ids: [Number(SEED.groups.board)] }).id;
  h.simulator.api.staffSync();
});
afterEach(() => h.close());

const enter = (door = "Front door") => h.simulator.api.attempt({ member: ana, door, method: "pin" });
const read = (after: string | null, floor = FLOOR, connector: Connector = h.connector): Promise<Openings> =>
  connector.readOpenings?.({ after, floor }) ?? Promise.reject(new Error("none"));
const times = ({ items }: Openings) => items.map((o) => o.occurredAt.toISOString().slice(0, 16));

it("reads entries oldest first, with person, door and time, and leaves refusals and doors without a person out", async () => {
  enter();
  h.time.advance(MINUTE_MS);
  enter("Studio");
  enter("Board room");
  h.simulator.api.addEvent({
    code: 12,
    label: "Admitted by hand",
    channel_id: SEED.doors.front,
    person_id: null,
    credentials_number: null,
  });
  const openings = await read(null);
  expect(openings).toMatchObject({ skipped: 0, complete: true });
  expect(openings.items.map((o) => [o.vendorPersonId, o.doorId])).toEqual([
    [ana, SEED.doors.front],
    [ana, SEED.doors.board],
  ]);
  expect(times(openings)).toEqual(["2026-03-02T10:00", "2026-03-02T10:01"]);
});

// What was typed at the keypad stands in every event: whoever keeps it keeps everybody's PIN.
it("tells the number that was shown to the reader to nobody", async () => {
  enter();
  const openings = await read(null);
  expect(openings.items).toHaveLength(1);
  expect(JSON.stringify(openings) + JSON.stringify(h.logs)).not.toContain("58213");
});

it("goes on from its mark with fifteen minutes of overlap, and never before the floor", async () => {
  enter();
  const first = await read(null);
  h.time.advance(10 * MINUTE_MS);
  enter();
  const second = await read(first.mark);
  // The one before comes again: it is told apart by its event id.
  expect(second.items[0]?.eventId).toBe(first.items[0]?.eventId);
  expect(times(second)).toEqual(["2026-03-02T10:00", "2026-03-02T10:10"]);
  h.time.advance(30 * MINUTE_MS);
  enter();
  const third = await read(second.mark);
  expect(times(third)).toEqual(["2026-03-02T10:00", "2026-03-02T10:10", "2026-03-02T10:40"]);
  expect(times(await read(third.mark))).toEqual(["2026-03-02T10:40"]);
  expect(times(await read(null, new Date("2026-03-02T10:05:00Z")))).toEqual([
    "2026-03-02T10:10",
    "2026-03-02T10:40",
  ]);
});

it.each(["occurred", "recorded"] as const)(
  "tells late of what happened behind an offline door, with the time it happened, where since means %s",
  async (eventsSince) => {
    h.simulator.api.setSwitches({ eventsSince });
    h.simulator.api.setDoorOnline("Front door", false);
    enter();
    let { mark } = await read(null);
    h.time.advance(3 * HOUR_MS);
    enter("Board room");
    ({ mark } = await read(mark));
    h.simulator.api.setDoorOnline("Front door", true);
    const seen: Openings["items"][number][] = [];
    for (let i = 0; i < 3; i += 1) {
      h.time.advance(HOUR_MS);
      const openings = await read(mark);
      mark = openings.mark;
      seen.push(...openings.items);
    }
    const late = seen.find((opening) => opening.doorId === SEED.doors.front);
    expect(late?.occurredAt).toEqual(new Date("2026-03-02T10:00:00Z"));
    expect(late?.recordedAt).toEqual(new Date("2026-03-02T13:00:00Z"));
  },
);

it("reads a whole day again every four hours, and not more often", async () => {
  enter();
  let { mark } = await read(null);
  const sinceOf = () => new URL(h.faults.calls.at(-1)?.url ?? "").searchParams.get("since") ?? "";
  const since: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    h.time.advance(HOUR_MS);
    enter();
    ({ mark } = await read(mark, new Date("2026-02-20T00:00:00Z")));
    since.push(sinceOf());
  }
  const dayBack = since.filter((text) => text.startsWith("2026-03-01"));
  expect(dayBack).toEqual(["2026-03-01T13:00:00.000Z"]);
});

it("misses none over pages, also many of one instant", async () => {
  for (let i = 0; i < 1_150; i += 1)
    h.simulator.api.world.put("events", {
      ...h.simulator.api.world.base(SEED.account),
      code: 10,
      label: "admitted",
      channel_id: SEED.doors.front,
      person_id: ana,
      credentials_number: "1",
      occurred_at: h.time.now().getTime() - (i % 3),
    });
  for (const pageHeaders of ["both", "none"] as const) {
    h.simulator.api.setSwitches({ pageHeaders });
    const openings = await read(null);
    expect(openings).toMatchObject({ complete: true, skipped: 0 });
    expect(new Set(openings.items.map((o) => o.eventId)).size).toBe(1_150);
  }
});

it("reads both documented shapes, and times with an offset", async () => {
  enter();
  const before = await read(null);
  h.simulator.api.setSwitches({ guideEvents: true, offsetTimes: true, extraFields: true });
  expect((await read(null)).items).toEqual(before.items);
});

it("counts rows that do not parse, and takes other codes only where they are named", async () => {
  enter();
  const broken = (text: string) => text.replace('"event_code":11', '"event_code":"eleven"');
  h.faults.breakNext({ kind: "rewrite", body: broken }, "read");
  expect(await read(null)).toMatchObject({ items: [], skipped: 1 });
  expect((await read(null, FLOOR, h.with({ entryCodes: "12,11" }))).items).toHaveLength(1);
  expect((await read(null, FLOOR, h.with({ entryCodes: "12" }))).items).toHaveLength(0);
});

it("starts at the floor with a mark that is none of its own", async () => {
  enter();
  for (const mark of ["", "yesterday", "2026-03-02T10:00:00.000Z"])
    expect((await read(mark)).items, mark).toHaveLength(1);
});
