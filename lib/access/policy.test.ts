import { describe, expect, it } from "vitest";
import { grantOnly, knownEndingsOnly, observeOnly, type RevokeBudget, withRevokeBudget } from "./policy";
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

describe("the revoke budget", () => {
  const budget = (more: Partial<RevokeBudget> = {}): RevokeBudget => ({
    now,
    windowBefore: runningNow,
    limitPeople: 2,
    alreadyLosing: new Set(),
    dueWithinMs: 86_400_000,
    countWithdrawn: false,
    ...more,
  });
  const mass = planOf(grant, ...["p1", "p2", "p3"].map((who) => revoke("unseen", who)));

  it("lets through as many people as the limit", () => {
    const verdict = withRevokeBudget(mass, budget({ limitPeople: 3 }));
    expect(verdict).toMatchObject({ isExceeded: false, plan: mass, losing: ["p1", "p2", "p3"] });
  });

  it("holds all of them beyond it, and lets what opens through", () => {
    const { plan, isExceeded } = withRevokeBudget(mass, budget());
    expect(isExceeded).toBe(true);
    expect(plan.operations).toEqual([grant]);
    expect(plan.held.map((item) => item.reason)).toEqual(["revoke_budget", "revoke_budget", "revoke_budget"]);
  });

  it("counts who already lost something in the period, once", () => {
    const one = planOf(revoke("unseen", "p3"));
    const alreadyLosing = new Set(["p1", "p2"] as PersonId[]);
    expect(withRevokeBudget(one, budget({ alreadyLosing })).isExceeded).toBe(true);
    const again = planOf(revoke("unseen", "p1"));
    expect(withRevokeBudget(again, budget({ alreadyLosing, limitPeople: 1 }))).toMatchObject({
      isExceeded: false,
      losing: [],
    });
  });

  it("exempts ordinary endings, or every closing hour would trip it", () => {
    const closing = planOf(...["p1", "p2", "p3"].map((who) => revoke("window_ended", who)));
    expect(withRevokeBudget(closing, budget({ countWithdrawn: true })).plan).toBe(closing);
  });

  it("counts what was withdrawn, and re-times that take time away, only when told to", () => {
    const withdrawn = planOf(revoke("withdrawn", "p2"), revoke("withdrawn", "p3"), retime);
    expect(withRevokeBudget(withdrawn, budget()).isExceeded).toBe(false);
    const counted = withRevokeBudget(withdrawn, budget({ countWithdrawn: true }));
    expect(counted).toMatchObject({ isExceeded: true, losing: ["p1", "p2", "p3"] });
    expect(counted.plan.operations).toEqual([]);
  });

  it("is not tripped by losses later than the period, but holds them when tripped", () => {
    const far = () => span("2026-06-20T10:00:00Z", "2026-06-20T11:00:00Z");
    expect(withRevokeBudget(mass, budget({ windowBefore: far })).isExceeded).toBe(false);
    const mixed = planOf(...["p1", "p2", "p3", "p4"].map((who) => revoke("unseen", who)));
    const windowBefore: RevokeBudget["windowBefore"] = (o) =>
      o.key.personId === "p4" ? far() : runningNow();
    expect(withRevokeBudget(mixed, budget({ windowBefore })).plan.operations).toEqual([]);
  });

  it("takes an unknown window for one that is lost now", () => {
    expect(withRevokeBudget(mass, budget({ windowBefore: () => undefined })).isExceeded).toBe(true);
  });
});
