import type { Random } from "../direct/random";
import type { Space } from "../direct/space";
import type { VirtualTime } from "../direct/virtual-time";
import type { PlannedFault, ToldFault } from "../types";

/** What a fault is injected into. */
export interface Injection {
  readonly space: Space;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly fault: PlannedFault;
}

/** What it hit: requests, deliveries or boundaries, as the simulators counted them. */
export interface Taken {
  readonly hits: number;
  /** When the first and the last were, where it ends with a number of hits and not with the clock. */
  readonly over?: Pick<ToldFault, "from" | "until">;
  /** The plan's name of the one door it was about. */
  readonly door?: string;
}

/** Takes the fault back and says what it hit. */
export type TakeBack = () => Taken | Promise<Taken>;

/** Of a rule over requests, which is spent on a number of them or, with null, lasts until it is taken back. */
export function takenBy(times: number | null, hits: readonly { readonly at: string }[]): Taken {
  const [first, last] = [hits[0], hits.at(-1)];
  const isSpent = times !== null && first !== undefined && last !== undefined;
  return { hits: hits.length, ...(isSpent && { over: { from: first.at, until: last.at } }) };
}
