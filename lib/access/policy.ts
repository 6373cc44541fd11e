import type { HeldOperation, HoldReason, Operation, Plan, Window } from "./types";
import { coversRest } from "./windows";

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
