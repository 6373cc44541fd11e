import { describeHealth } from "@/lib/services/console/health";
import { runtime, servicesFor } from "./runtime";

/** One look serves the page views of this long. */
const LOOK_MS = 2_000;
let last: { atMs: number; up: Promise<boolean> } | undefined;

export function isDatabaseUp(): Promise<boolean> {
  const atMs = runtime().clock.monotonicMs();
  if (!last || atMs - last.atMs > LOOK_MS)
    last = { atMs, up: describeHealth(servicesFor("health")).then((health) => health.ok) };
  return last.up;
}
