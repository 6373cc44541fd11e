import { randomFrom } from "../direct/random";
import type { FaultKind, Script } from "../types";
import { Deeds } from "./plan-actions";
import { planFaults } from "./plan-faults";
import { planWorld } from "./plan-world";

const DAY = 24 * 3_600_000;

/** When clocks change in the zones of the worlds, so that most seeds see one. */
const CLOCK_CHANGES = [
  "2026-03-08",
  "2026-03-29",
  "2026-04-05",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
] as const;
const YEAR_BEGINS = Date.parse("2026-01-05T00:00:00Z");

/** The script a seed stands for. The same seed gives the same script. */
export function generate(
  seed: number,
  options: {
    readonly days: number;
    readonly kinds: readonly FaultKind[];
    /** Of another script it shares a Lintel with. */
    readonly startsAt?: string;
  },
): Script {
  const { days, kinds } = options;
  const random = randomFrom(seed);
  const dates = random.fork("dates");
  const near = Date.parse(`${dates.pick(CLOCK_CHANGES)}T00:00:00Z`);
  const own = dates.chance(0.75)
    ? near - dates.whole(0, Math.max(0, days - 1)) * DAY
    : YEAR_BEGINS + dates.whole(0, 350) * DAY;
  const from = options.startsAt === undefined ? own : Date.parse(options.startsAt);
  const world = planWorld(random.fork("world"));
  const deeds = new Deeds(world, random.fork("deeds"), { from, to: from + days * DAY });
  deeds.before();
  deeds.during();
  const actions = deeds.actions.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const faults = planFaults({ world, actions, from, days }, kinds, random.fork("faults"));
  return { name: `seed ${seed}`, seed, startsAt: new Date(from).toISOString(), days, world, actions, faults };
}
