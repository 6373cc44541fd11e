import { itemKey, sourceKey } from "@/lib/access";
import type { Entitlement } from "@/lib/access/types";
import type { TimelineSource } from "../member-views";
import type { Instant, Zone } from "../views";
import { dayIn } from "./words";

export interface ReasonReader {
  readonly now: Instant;
  readonly zone: Zone;
  /** Names of the teams the member is in. */
  readonly teams: readonly string[];
}

/** What a reason is called and drawn as. */
export function timelineSourceOf({ source, item }: Entitlement): TimelineSource {
  if (source.kind === "contract") return item.kind === "desk" ? "desk" : "plan";
  return source.kind;
}

/** One for every window of the same reason. */
export const reasonKey = ({ source, item, reach }: Entitlement) =>
  `${sourceKey(source)}:${itemKey(item)}:${reach}`;

/**
 * Of a reason with many windows (a part-time office, a contract with freezes) the one that is open or comes next,
 * else the last. Keeps the order in which reasons first come.
 */
export function nearestOfEach(entitlements: readonly Entitlement[], now: Date): readonly Entitlement[] {
  const nearest = new Map<string, Entitlement>();
  const isOver = ({ window }: Entitlement) => window.until !== null && window.until <= now;
  for (const next of entitlements) {
    const key = reasonKey(next);
    const best = nearest.get(key);
    const isSooner = best !== undefined && next.window.from < best.window.from;
    const isBetter =
      best === undefined || (isOver(best) ? !isOver(next) || !isSooner : !isOver(next) && isSooner);
    if (isBetter) nearest.set(key, next);
  }
  return [...nearest.values()];
}

/** A reason in words, e.g. "Plan Hot Desk, since 1 Jun", "Pass Day Pass, until 30 Jun, through team Crew". */
export function reasonLabel(
  entitlement: Entitlement,
  reader: ReasonReader & { readonly name: string },
): string {
  const { name, now, zone, teams } = reader;
  const { from, until } = entitlement.window;
  const day = (at: Date) => dayIn(at.toISOString(), { now, zone });
  const since = from.toISOString() <= now ? `, since ${day(from)}` : `, from ${day(from)}`;
  const through =
    entitlement.reach === "own" ? "" : teams.length === 1 ? `, through team ${teams[0]}` : ", through a team";
  const source = timelineSourceOf(entitlement);
  switch (source) {
    case "booking":
      return `Booking of ${name}`;
    case "visit":
      return `Visit to ${name}`;
    case "plan":
      return `Plan ${name}${since}${through}`;
    case "desk":
      return `Contract for ${name}${since}${through}`;
    case "pass":
      return `Pass ${name}${until ? `, until ${day(until)}` : ""}${through}`;
    default: {
      const never: never = source;
      return never;
    }
  }
}
