import { describe, expect, it } from "vitest";
import { grantOnly, knownEndingsOnly, observeOnly } from "./policy";
import { at, booking, key, span } from "./testing/examples";
import type { Operation, PersonId, Plan, RevokeBasis } from "./types";

const revoke = (basis: RevokeBasis, who = "p1"): Operation => ({
  verb: "revoke",
  key: { ...key, personId: who as PersonId },
  ledgerId: `l-${who}`,
  vendorGrantId: `v-${who}`,
  basis,
});
const grant: Operation = {
  verb: "grant",
  key,
  window: span("10:00", "12:00"),
  timed: true,
  sources: [booking("b1")],
  ledgerId: null,
};
const retime: Operation = {
  verb: "retime",
  key,
  ledgerId: "l1",
  vendorGrantId: "v1",
  window: span("10:00", "11:00"),
  sources: [booking("b1")],
};
const planOf = (...operations: Operation[]): Plan => ({
  operations,
  later: new Set(),
  held: [],
  ledgerChanges: [{ kind: "forget", ledgerId: "l9" }],
  nextEdgeAt: at("12:00"),
});
const now = at("10:30");
const runningNow = () => span("10:00", "12:00");

describe("filters", () => {
  const plan = planOf(grant, retime, revoke("withdrawn"), revoke("unseen"), revoke("window_ended"));

  it("observe only writes nothing and keeps corrections of our own books", () => {
    const seen = observeOnly(plan);
    expect(seen.operations).toEqual([]);
    expect(seen.held).toHaveLength(5);
    expect(seen.ledgerChanges).toEqual(plan.ledgerChanges);
  });

  it("a pause still closes known endings", () => {
    expect(knownEndingsOnly(plan).operations).toEqual([revoke("window_ended")]);
  });

  it("grant only opens, extends, and closes known endings", () => {
    const options = { now, windowBefore: runningNow };
    expect(grantOnly(plan, options).operations).toEqual([grant, revoke("window_ended")]);
    const extending = planOf({ ...retime, window: span("10:00", "13:00") });
    expect(grantOnly(extending, options).operations).toHaveLength(1);
  });

  it("leave the plan they were given alone", () => {
    const before = JSON.stringify(plan);
    observeOnly(plan);
    grantOnly(plan, { now, windowBefore: runningNow });
    expect(JSON.stringify(plan)).toBe(before);
  });
});
