import type { PlanningCapabilities, Window } from "./types";

/**
 * Whether the vendor is asked to keep this window itself. False = the vendor's object has no window and is in force at
 * once, so that it is made when the window starts and taken away when it ends.
 */
export const isTimed = (
  window: Window,
  { timedGrants, openEnded = "timed" }: Pick<PlanningCapabilities, "timedGrants" | "openEnded">,
): boolean => timedGrants && (openEnded === "timed" || window.until !== null);
