import type { Random } from "../direct/random";
import type { Space } from "../direct/space";
import type { VirtualTime } from "../direct/virtual-time";
import type { PlannedFault } from "../types";

/** What a fault is injected into. */
export interface Injection {
  readonly space: Space;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly fault: PlannedFault;
}

/** Takes the fault back and says what it hit: requests, deliveries or boundaries, as the simulators counted them. */
export type TakeBack = () => number | Promise<number>;
