import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absenceNeedsProof,
  desiredMatchesFacts,
  doorsFollow,
  type Implementation,
  type Invariant,
  leavesForeignAlone,
  nothingChangesBeforeTheEdge,
  orderIsIrrelevant,
  REAL,
  settles,
} from "./testing/invariants";
import { worlds } from "./testing/worlds";
import type { DesiredGrant, Operation, Plan, PlanInput } from "./types";
import { endMs } from "./windows";

const RUNS = 1_000;
const SEED = 20_260_329;

const withProject = (change: (grant: DesiredGrant) => DesiredGrant): Implementation => ({
  ...REAL,
  project: (input) => REAL.project(input).map(change),
});
const withInput = (change: (input: PlanInput) => PlanInput): Implementation => ({
  ...REAL,
  plan: (input) => REAL.plan(change(input)),
});
const withPlan = (change: (plan: Plan, input: PlanInput) => Plan): Implementation => ({
  ...REAL,
  plan: (input) => change(REAL.plan(input), input),
});
const without = (isDropped: (operation: Operation, input: PlanInput) => boolean) =>
  withPlan((plan, input) => ({ ...plan, operations: plan.operations.filter((o) => !isDropped(o, input)) }));

interface Break {
  readonly name: string;
  readonly invariant: Invariant;
  readonly broken: Implementation;
}

/** One deliberate fault each, and the invariant that must notice. */
const BREAKS: readonly Break[] = [
  {
    name: "an end that still belongs to the window",
    invariant: desiredMatchesFacts,
    broken: withProject((grant) => ({
      ...grant,
      windows: grant.windows.map((w) => ({
        from: w.from,
        until: w.until === null ? null : new Date(w.until.getTime() + 1),
      })),
    })),
  },
  {
    name: "neighbours that are not merged",
    invariant: desiredMatchesFacts,
    broken: withProject((grant) => ({ ...grant, windows: grant.because.map((share) => share.window) })),
  },
  {
    name: "lead applied twice",
    invariant: desiredMatchesFacts,
    broken: {
      ...REAL,
      project: (input) =>
        REAL.project({
          ...input,
          rules: input.rules.map((rule) => ({ ...rule, leadMinutes: rule.leadMinutes * 2 })),
        }),
    },
  },
  {
    name: "suspended members who keep their rights",
    invariant: desiredMatchesFacts,
    broken: {
      ...REAL,
      entitlementsOf: (facts) =>
        REAL.entitlementsOf({ ...facts, members: facts.members.map((m) => ({ ...m, active: true })) }),
    },
  },
  {
    name: "freezes forgotten",
    invariant: desiredMatchesFacts,
    broken: {
      ...REAL,
      entitlementsOf: (facts) =>
        REAL.entitlementsOf({ ...facts, contracts: facts.contracts.map((c) => ({ ...c, freezes: [] })) }),
    },
  },
  {
    name: "what a team reaches given where it was not switched on",
    invariant: desiredMatchesFacts,
    broken: {
      ...REAL,
      project: (input) =>
        REAL.project({ ...input, rules: input.rules.map((rule) => ({ ...rule, includesTeams: true })) }),
    },
  },
  {
    name: "used-up passes that still admit",
    invariant: desiredMatchesFacts,
    broken: {
      ...REAL,
      entitlementsOf: (facts) =>
        REAL.entitlementsOf({ ...facts, passes: facts.passes.map((pass) => ({ ...pass, used: false })) }),
    },
  },
  {
    name: "foreign objects taken for ours",
    invariant: leavesForeignAlone,
    broken: withInput((input) => ({
      ...input,
      observed: { ...input.observed, items: input.observed.items.map((o) => ({ ...o, ownership: "ours" })) },
    })),
  },
  {
    name: "revokes on a partial platform read",
    invariant: absenceNeedsProof,
    broken: withInput((input) => ({ ...input, platformComplete: true })),
  },
  {
    name: "unseen sources taken for withdrawn",
    invariant: absenceNeedsProof,
    broken: withInput((input) => ({
      ...input,
      standings: new Map(
        input.ledger.flatMap((row) => row.sources.map((s) => [`${s.kind}:${s.id}`, "known"] as const)),
      ),
    })),
  },
  {
    name: "known endings that wait for a complete read",
    invariant: absenceNeedsProof,
    broken: without(
      (o, input) => o.verb === "revoke" && o.basis === "window_ended" && !input.platformComplete,
    ),
  },
  {
    name: "a planner that forgets its ledger",
    invariant: settles,
    broken: withInput((input) => ({ ...input, ledger: [] })),
  },
  {
    name: "grants of a window a minute off",
    invariant: settles,
    broken: withPlan((plan) => ({
      ...plan,
      operations: plan.operations.map((o) =>
        o.verb === "grant"
          ? { ...o, window: { ...o.window, from: new Date(o.window.from.getTime() - 60_000) } }
          : o,
      ),
    })),
  },
  {
    name: "withdrawn rights that stay open",
    invariant: doorsFollow,
    broken: without((o) => o.verb === "revoke" && o.basis === "withdrawn"),
  },
  {
    name: "grants that are never made",
    invariant: doorsFollow,
    broken: without((o) => o.verb === "grant"),
  },
  {
    name: "an edge that is now",
    invariant: nothingChangesBeforeTheEdge,
    broken: withPlan((plan, input) => ({ ...plan, nextEdgeAt: plan.nextEdgeAt && input.now })),
  },
  {
    name: "an edge that ignores ledger rows",
    invariant: nothingChangesBeforeTheEdge,
    broken: withPlan((plan, input) => {
      const ends = new Set(input.ledger.map((row) => endMs(row.window)));
      return plan.nextEdgeAt !== null && ends.has(plan.nextEdgeAt.getTime())
        ? { ...plan, nextEdgeAt: null }
        : plan;
    }),
  },
  {
    name: "operations in the order the people came",
    invariant: orderIsIrrelevant,
    broken: withPlan((plan, input) => {
      const place = (o: Operation) =>
        input.people.findIndex(
          (p) => p.personId === (o.verb === "ensurePerson" ? o.personId : o.key.personId),
        );
      return { ...plan, operations: [...plan.operations].sort((a, b) => place(a) - place(b)) };
    }),
  },
];

describe("an invariant notices", () => {
  it.each(BREAKS)("$name", ({ invariant, broken }) => {
    const check = (implementation: Implementation) =>
      fc.check(
        fc.property(worlds, (world) => invariant(implementation, world)),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    expect(check(broken).failed).toBe(true);
    // The same invariant in the same worlds is content with the real thing.
    expect(check(REAL).failed).toBe(false);
  });
});
