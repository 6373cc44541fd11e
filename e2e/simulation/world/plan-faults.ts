import type { Random } from "../direct/random";
import { type Action, type FaultKind, faultKinds, type PlannedFault, type WorldPlan } from "../types";
import { canHappenAt } from "./vendors";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** On average one a day; some come while another one lasts. Three in four hit something. */
const FAULTS_A_DAY = { least: 0, most: 2 } as const;
/** On so many days one more, drawn apart: the others of a seed stay what they are. */
const ONE_MORE = 0.08;
/** The hourly full check reads everything at this minute. */
const FULL_CHECK_AT = 17 * MINUTE;
/** Only so late that most of a seed is played before it. */
const WITHDRAWAL_AFTER_DAYS = 10;

interface Shape {
  readonly minutes: readonly [number, number];
  readonly times?: readonly [number, number];
  readonly isVendors?: boolean;
  /** Begins just before the full check, which is what meets it. */
  readonly isAtFullCheck?: boolean;
}

const SHAPES: Readonly<Record<FaultKind, Shape>> = {
  nexudus_down: { minutes: [5, 40] },
  nexudus_slow_down: { minutes: [5, 20], times: [3, 20] },
  nexudus_partial_pages: { minutes: [12, 20], isAtFullCheck: true },
  nexudus_row_deleted_between_pages: { minutes: [12, 20], isAtFullCheck: true },
  nexudus_unreadable_row: { minutes: [12, 40], isAtFullCheck: true },
  nexudus_refused: { minutes: [12, 30] },
  webhook_lost: { minutes: [10, 60] },
  webhook_late: { minutes: [10, 60] },
  webhook_duplicated: { minutes: [10, 60] },
  webhook_reordered: { minutes: [5, 20] },
  vendor_down: { minutes: [3, 30], isVendors: true },
  vendor_throttled: { minutes: [2, 10], isVendors: true },
  vendor_errors: { minutes: [10, 30], times: [1, 5], isVendors: true },
  vendor_timeout_after_commit: { minutes: [10, 30], times: [1, 3], isVendors: true },
  vendor_conflict: { minutes: [10, 30], times: [1, 3], isVendors: true },
  vendor_partial_pages: { minutes: [12, 20], isVendors: true, isAtFullCheck: true },
  vendor_token_expired: { minutes: [10, 20], isVendors: true },
  vendor_token_lost: { minutes: [15, 60], isVendors: true },
  runs_lost: { minutes: [0, 0] },
  process_crashed: { minutes: [10, 10] },
  process_suspended: { minutes: [2, 15] },
  mass_withdrawal: { minutes: [60, 60] },
  device_offline: { minutes: [10, 60], isVendors: true },
};

/** Faults near what people do, so that they meet something. `kinds` = those that are wanted. */
export function planFaults(
  of: {
    readonly world: WorldPlan;
    readonly actions: readonly Action[];
    readonly from: number;
    readonly days: number;
  },
  kinds: readonly FaultKind[],
  random: Random,
): PlannedFault[] {
  if (kinds.length === 0) return [];
  const faults: PlannedFault[] = [];
  const busy = new Map<FaultKind, number>();
  const more = random.fork("more");
  for (let day = 0; day < of.days; day += 1) {
    const count = random.whole(FAULTS_A_DAY.least, FAULTS_A_DAY.most);
    const draws = Array.from({ length: count + (more.chance(ONE_MORE) ? 1 : 0) }, (_, i) =>
      i < count ? random : more,
    );
    for (const draw of draws) {
      const kind = draw.pick(kinds);
      if (kind === "mass_withdrawal" && (day < WITHDRAWAL_AFTER_DAYS || !draw.chance(0.3))) continue;
      const planned = plan(kind, of, day, draw);
      if (planned === null) continue;
      if ((busy.get(kind) ?? 0) > Date.parse(planned.at)) continue;
      busy.set(kind, Date.parse(planned.until));
      faults.push(planned);
    }
  }
  return faults.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Null = there is no connection at whose vendor it can happen. */
function plan(
  kind: FaultKind,
  of: {
    readonly world: WorldPlan;
    readonly actions: readonly Action[];
    readonly from: number;
    readonly days: number;
  },
  day: number,
  random: Random,
): PlannedFault | null {
  const shape = SHAPES[kind];
  const start = of.from + day * DAY;
  const near = of.actions
    .map((action) => Date.parse(action.at))
    .filter((at) => at >= start + 10 * MINUTE && at < start + DAY - 2 * HOUR);
  const around = near.length > 0 ? random.pick(near) : start + random.whole(1, 20) * HOUR;
  const begins = shape.isAtFullCheck
    ? Math.floor(around / HOUR) * HOUR + FULL_CHECK_AT - random.whole(1, 6) * MINUTE
    : around - random.whole(5_000, 4 * MINUTE);
  const lasts = random.whole(shape.minutes[0] * MINUTE, shape.minutes[1] * MINUTE);
  const hit = of.world.connections.filter(({ vendor }) => canHappenAt(vendor, kind));
  if (shape.isVendors && hit.length === 0) return null;
  return {
    kind,
    at: new Date(begins).toISOString(),
    until: new Date(begins + lasts).toISOString(),
    connection: shape.isVendors ? random.pick(hit).name : null,
    times: shape.times ? random.whole(shape.times[0], shape.times[1]) : null,
  };
}

/** `all`, `none`, or kinds by name. Throws on a name that is none. */
export function readFaultKinds(text: string): readonly FaultKind[] {
  if (text === "all") return faultKinds;
  if (text === "none") return [];
  return text.split(",").map((name) => {
    const kind = faultKinds.find((each) => each === name.trim());
    if (!kind) throw new Error(`no kind of fault is called ${name}`);
    return kind;
  });
}
