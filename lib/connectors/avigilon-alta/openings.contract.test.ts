import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-alta/seed";
import { type AltaHarness, avigilonAltaHarness } from "./testing";

const MINUTE_MS = 60_000;
const floor = new Date("2026-03-02T00:00:00Z");

let h: AltaHarness;
let id: string;
beforeEach(async () => {
  h = await avigilonAltaHarness();
  const groups = [SEED.groups.board];
  id = String(
    h.simulator.api.staffPerson({ firstName: "Ana", email: "ana@example.test", groups, card: "1" }).id,
  );
});
afterEach(() => h.close());

const open = (door = "Front door") => h.simulator.api.attempt({ person: id, door, method: "card" });
const read = (after: string | null) =>
  h.connector.readOpenings?.({ after, floor }) ?? Promise.reject(new Error("none"));

it("tells each opening once, oldest first, and no refusal", async () => {
  open();
  h.time.advance(MINUTE_MS);
  open("Studio");
  open("Board room");
  const { items, skipped, complete } = await read(null);
  expect(items.map((o) => [o.vendorPersonId, o.doorId, o.occurredAt.toISOString()])).toEqual([
    [id, String(SEED.doors.front), "2026-03-02T10:00:00.000Z"],
    [id, String(SEED.doors.board), "2026-03-02T10:01:00.000Z"],
  ]);
  expect([skipped, complete]).toEqual([0, true]);
});

it("reads every page, whatever its order and size", async () => {
  for (let n = 0; n < 400; n += 1) {
    open();
    h.time.advance(1_000);
  }
  const { items, complete } = await read(null);
  expect([items.length, complete]).toEqual([400, true]);
  const times = items.map((o) => o.occurredAt.getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it("goes on from the mark with a quarter of an hour of overlap, and tells late ones with the time they happened", async () => {
  open();
  const first = await read(null);
  h.simulator.api.setDoorOnline("Front door", false);
  h.time.advance(5 * MINUTE_MS);
  open();
  h.time.advance(10 * MINUTE_MS);
  open("Board room");
  const second = await read(first.mark);
  const ids = new Set([...first.items, ...second.items].map((o) => o.eventId));
  expect(ids.size).toBe(2);
  h.simulator.api.setDoorOnline("Front door", true);
  const third = await read(second.mark);
  const late = third.items.find((o) => !ids.has(o.eventId));
  expect(late?.occurredAt).toEqual(new Date("2026-03-02T10:05:00Z"));
  expect(late?.recordedAt).toEqual(h.time.now());
  h.time.advance(60 * MINUTE_MS);
  open();
  const fourth = await read(third.mark);
  expect((await read(fourth.mark)).items.map((o) => o.eventId)).toEqual([fourth.items.at(-1)?.eventId]);
});

it("keeps its mark when nothing happened, and counts what it could not read", async () => {
  expect(await read(null)).toMatchObject({ items: [], mark: null });
  const mark = "2026-03-02T09:00:00.000Z";
  expect(await read(mark)).toMatchObject({ items: [], mark });
  open();
  h.faults.breakNext({ kind: "rewrite", body: (text) => text.replace('"time":', '"times":') }, "read");
  expect((await read(null)).skipped).toBe(1);
});
