import type { HeldOperation, HoldReason, Operation, PersonId, Plan, Window } from "./types";
import { coversRest, isOver } from "./windows";

/**
 * Filters over a finished plan: they move operations to `held` and change nothing else. Pure, and safe to
 * stack. `nextEdgeAt` and the corrections to our own books stay.
 */

/**
 * The period of a ledger row (or of a stray, by its vendor object id) before the plan; undefined when not
 * known, which is taken as "loses something now".
 */
export type WindowBefore = (
  operation: Extract<Operation, { verb: "revoke" | "retime" }>,
) => Window | undefined;

/** Writes nothing at all, known endings included: for looking only. */
export function observeOnly(plan: Plan): Plan {
  return holdWhere(plan, "connection_paused", () => true);
}

/** Writes known endings only: a paused connection (S8). */
export function knownEndingsOnly(plan: Plan): Plan {
  return holdWhere(plan, "connection_paused", (operation) => !isKnownEnding(operation));
}

/** Opens and extends, and closes known endings; whatever else would take time away is held. */
export function grantOnly(plan: Plan, options: { now: Date; windowBefore: WindowBefore }): Plan {
  return holdWhere(
    plan,
    "connection_paused",
    (operation) => !isKnownEnding(operation) && takesAway(operation, options),
  );
}

export interface RevokeBudget {
  readonly now: Date;
  readonly windowBefore: WindowBefore;
  /** How many people may lose something; more than this trips. */
  readonly limitPeople: number;
  /** People already counted in the rolling period. They do not count twice. */
  readonly alreadyLosing: ReadonlySet<PersonId>;
  /** A loss counts when its window runs or starts within this many ms; usually 24 h. */
  readonly dueWithinMs: number;
  /** Whether what was read as withdrawn counts too (re-times that take time away with it). */
  readonly countWithdrawn: boolean;
}

/** `losing`: people this plan adds to the count, sorted. The caller reserves and latches; this keeps no state. */
export interface BudgetVerdict {
  readonly plan: Plan;
  readonly isExceeded: boolean;
  readonly losing: readonly PersonId[];
}

/**
 * Holds an unusual mass of losses for an admin (S2). All or nothing: when the people who lose a grant that
 * runs or is due soon, with those already counted, are more than the limit, every counted kind of revoke in
 * the plan is held, distant ones too. Known endings are exempt, or every closing hour would trip it.
 */
export function withRevokeBudget(plan: Plan, budget: RevokeBudget): BudgetVerdict {
  const dueBefore = budget.now.getTime() + budget.dueWithinMs;
  const losing = new Set<PersonId>();
  for (const operation of plan.operations) {
    if (!isBudgeted(operation, budget) || (operation.verb !== "revoke" && operation.verb !== "retime"))
      continue;
    const before = budget.windowBefore(operation);
    const isDue = before === undefined || (before.from.getTime() <= dueBefore && !isOver(before, budget.now));
    if (isDue && !budget.alreadyLosing.has(operation.key.personId)) losing.add(operation.key.personId);
  }
  const isExceeded = losing.size > 0 && losing.size + budget.alreadyLosing.size > budget.limitPeople;
  return {
    plan: isExceeded ? holdWhere(plan, "revoke_budget", (operation) => isBudgeted(operation, budget)) : plan,
    isExceeded,
    losing: [...losing].sort(),
  };
}

function isBudgeted(operation: Operation, budget: RevokeBudget): boolean {
  if (operation.verb === "revoke") {
    return operation.basis === "unseen" || (budget.countWithdrawn && operation.basis === "withdrawn");
  }
  return budget.countWithdrawn && takesAway(operation, budget);
}

function isKnownEnding(operation: Operation): boolean {
  return operation.verb === "revoke" && operation.basis === "window_ended";
}

function takesAway(operation: Operation, options: { now: Date; windowBefore: WindowBefore }): boolean {
  switch (operation.verb) {
    case "ensurePerson":
    case "grant":
      return false;
    case "revoke":
      return true;
    case "retime": {
      const before = options.windowBefore(operation);
      return before === undefined || !coversRest(operation.window, before, options.now);
    }
    default: {
      const never: never = operation;
      return never;
    }
  }
}

function holdWhere(plan: Plan, reason: HoldReason, isHeld: (operation: Operation) => boolean): Plan {
  const operations: Operation[] = [];
  const held: HeldOperation[] = [...plan.held];
  for (const operation of plan.operations) {
    if (isHeld(operation)) held.push({ operation, reason });
    else operations.push(operation);
  }
  return { ...plan, operations, held };
}
