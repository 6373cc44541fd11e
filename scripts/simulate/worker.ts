import type { CloneSource } from "../../db/test-server";
import type { Tier } from "../../e2e/simulation/direct/stage";
import { type Outcome, playAndJudge } from "../../e2e/simulation/run-set";
import { scriptsOf, type Task } from "./task";

/** Where and how is played. */
export interface Ground {
  readonly source: CloneSource;
  readonly tier: Tier;
}
/** What a worker is told to do. */
export interface Order extends Ground {
  readonly task: Task;
}
/** What it answers: the outcome, or why there is none. */
export type Answer = { readonly outcome: Outcome } | { readonly failure: string };

export async function carryOut({ task, source, tier }: Order): Promise<Answer> {
  try {
    return { outcome: await playAndJudge(scriptsOf(task), source, { tier }) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : "unknown" };
  }
}

/** One process that plays what it is told, one after the other, until it is told no more. */
export function work(): Promise<number> {
  return new Promise((resolve) => {
    process.on("message", (order: Order) => {
      void carryOut(order).then((answer) => process.send?.(answer));
    });
    process.on("disconnect", () => resolve(0));
  });
}
