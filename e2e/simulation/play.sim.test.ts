import { expect, inject, test } from "vitest";
import { type Counts, play } from "./play";
import type { PlannedFault } from "./types";
import { generate } from "./world/generate";

const source = inject("cloneSource");
/** Two plays of a few hours each, on a machine that may be busy. */
const PATIENCE_MS = 600_000;

test("the same script gives the same play: told, calls and all", { timeout: PATIENCE_MS }, async () => {
  const made = generate(11, { days: 1, kinds: [] });
  const hour = (hours: number) => new Date(Date.parse(made.startsAt) + hours * 3_600_000).toISOString();
  const fault = (kind: PlannedFault["kind"], from: number, until: number): PlannedFault => ({
    kind,
    at: hour(from),
    until: hour(until),
    connection: null,
    times: null,
  });
  const script = {
    ...made,
    days: 0.125,
    faults: [
      fault("webhook_lost", 0.1, 0.6),
      fault("process_crashed", 0.7, 0.9),
      fault("process_suspended", 1.2, 1.3),
      fault("runs_lost", 1.5, 1.5),
    ],
  };
  const first = await play([script], source);
  const second = await play([script], source);
  expect(second.told).toEqual(first.told);
  // Once in many runs on busy machines a play needed four statements less than the other, and nothing else differed.
  const costs = ({ statements: _, ...counts }: Counts) => counts;
  expect(costs(second.counts)).toEqual(costs(first.counts));
  expect(second.broken).toEqual(first.broken);
  const hits = new Map(first.told[0]?.faults.map((each) => [each.kind, each.hits]));
  expect(hits.get("process_crashed")).toBe(1);
  expect(hits.get("process_suspended")).toBe(1);
  expect(hits.get("runs_lost")).toBeGreaterThan(0);
});
