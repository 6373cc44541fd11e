import { compareText, itemKey, sourceKey } from "./keys";
import type {
  AccessGroupId,
  Because,
  ConnectionId,
  DesiredGrant,
  Entitlement,
  GrantKey,
  MappingRule,
  PersonId,
  PersonLink,
  Source,
  Window,
} from "./types";
import { compareWindows, intersectWindows, isEmpty, isOver, mergeWindows, widen } from "./windows";

export interface ProjectInput {
  readonly now: Date;
  readonly entitlements: readonly Entitlement[];
  readonly rules: readonly MappingRule[];
  readonly links: readonly PersonLink[];
}

/**
 * Turns reasons into what should be true at each vendor: entitlement x mapping x person.
 *
 * Lead and lag are applied here and nowhere else, once per booking or visit, before merging; plans, desks and
 * passes keep their stored instants. All members that are one person share one grant per group. Windows over at `now` are left out, and a grant without windows with
 * them, so a late wake-up never opens a door again. `because` keeps every contribution to a window that is
 * left, including the part of it that has passed.
 *
 * The order of the inputs does not change the result: grants sort by connection, person and group, `because`
 * by window, source, item and member. Near linear in entitlements x groups.
 */
export function project(input: ProjectInput): DesiredGrant[] {
  const rulesByItem = groupBy(input.rules, (rule) => itemKey(rule.item));
  const linksByMember = groupBy(input.links, (link) => link.memberId);
  const held = new Map<ConnectionId, Map<PersonId, Entitlement[]>>();
  for (const entitlement of input.entitlements) {
    if (isEmpty(entitlement.window)) continue; // Lead and lag must not make something of nothing.
    for (const { connectionId, personId } of linksByMember.get(entitlement.memberId) ?? []) {
      const people = entry(held, connectionId, () => new Map<PersonId, Entitlement[]>());
      entry(people, personId, () => []).push(entitlement);
    }
  }

  const grants: DesiredGrant[] = [];
  for (const [connectionId, people] of sortedByKey(held)) {
    // A person's shares are made when their turn comes, so that little is held at once.
    for (const [personId, entitlements] of sortedByKey(people)) {
      for (const [groupId, shares] of sortedByKey(sharesOf(entitlements, connectionId, rulesByItem))) {
        const grant = toGrant({ connectionId, personId, groupId }, shares, input.now);
        if (grant.windows.length > 0) grants.push(grant);
      }
    }
  }
  return grants;
}

/** What each group gets from these entitlements by the mapping of one connection. */
function sharesOf(
  entitlements: readonly Entitlement[],
  connectionId: ConnectionId,
  rulesByItem: ReadonlyMap<string, readonly MappingRule[]>,
): Map<AccessGroupId, Because[]> {
  const groups = new Map<AccessGroupId, Because[]>();
  for (const entitlement of entitlements) {
    const { memberId, source, item } = entitlement;
    for (const rule of rulesByItem.get(itemKey(item)) ?? []) {
      if (rule.connectionId !== connectionId || !countsUnder(entitlement, rule)) continue;
      const shares = entry(groups, rule.groupId, () => []);
      for (const window of windowsUnder(entitlement, rule)) shares.push({ memberId, source, item, window });
    }
  }
  return groups;
}

/** Whether a right to its item counts under a mapping row: its switch for teams, and the connection's locations. */
export function countsUnder(
  { reach, locations }: Pick<Entitlement, "reach" | "locations">,
  rule: MappingRule,
): boolean {
  if (reach === "team" && !rule.includesTeams) return false;
  if (locations === null || rule.locations === null) return true;
  const covered = rule.locations;
  return locations.some((location) => covered.includes(location));
}

/** Lead and lag are for what was made for a time: bookings and visits. */
export const isBuffered = ({ kind }: Source): boolean => kind === "booking" || kind === "visit";

function windowsUnder({ source, window }: Entitlement, rule: MappingRule): Window[] {
  const whole = isBuffered(source) ? widen(window, rule) : window;
  return rule.hours === null ? [whole] : intersectWindows([whole], rule.hours);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  map.set(key, made);
  return made;
}

function sortedByKey<K extends string, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}

function toGrant(key: GrantKey, shares: readonly Because[], now: Date): DesiredGrant {
  const windows = mergeWindows(shares.map((share) => share.window)).filter((window) => !isOver(window, now));
  const firstStart = windows[0]?.from.getTime() ?? Number.POSITIVE_INFINITY;
  // Windows that are over all lie before the first one left, and shares never cross a gap.
  const because = shares.filter((share) => share.window.from.getTime() >= firstStart).sort(compareShares);
  return { key, windows, because: because.filter((share, i) => !isRepeat(share, because[i - 1])) };
}

function compareShares(a: Because, b: Because): number {
  return compareWindows(a.window, b.window) || compareText(shareText(a), shareText(b));
}

function shareText(share: Because): string {
  return JSON.stringify([sourceKey(share.source), itemKey(share.item), share.memberId]);
}

/** The same share may arrive twice: a row listed on two pages, a mapping given twice. */
function isRepeat(share: Because, before: Because | undefined): boolean {
  return before !== undefined && compareShares(share, before) === 0;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) entry(groups, keyOf(item), () => []).push(item);
  return groups;
}
