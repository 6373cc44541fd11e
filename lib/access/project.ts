import { compareText, grantKey, itemKey, sourceKey } from "./keys";
import type { Because, DesiredGrant, Entitlement, GrantKey, MappingRule, PersonLink } from "./types";
import { compareWindows, endMs, isEmpty, isOver, mergeWindows, widen } from "./windows";

export interface ProjectInput {
  readonly now: Date;
  readonly entitlements: readonly Entitlement[];
  readonly rules: readonly MappingRule[];
  readonly links: readonly PersonLink[];
}

/**
 * Turns reasons into what should be true at each vendor: entitlement x mapping x person.
 *
 * Lead and lag are applied here and nowhere else, once per entitlement, before merging. All members that are
 * one person share one grant per group. Windows over at `now` are left out, and a grant without windows with
 * them, so a late wake-up never opens a door again. `because` keeps every contribution to a window that is
 * left, including the part of it that has passed.
 *
 * The order of the inputs does not change the result: grants sort by key, `because` by window, source, item
 * and member. Near linear in entitlements x groups.
 */
export function project(input: ProjectInput): DesiredGrant[] {
  const rulesByItem = groupBy(input.rules, (rule) => itemKey(rule.item));
  const linksByMember = groupBy(input.links, (link) => link.memberId);
  const cells = new Map<string, { key: GrantKey; because: Because[] }>();

  for (const { memberId, source, item, window } of input.entitlements) {
    if (isEmpty(window)) continue; // Lead and lag must not make something of nothing.
    const links = linksByMember.get(memberId) ?? [];
    for (const rule of rulesByItem.get(itemKey(item)) ?? []) {
      const share = { memberId, source, item, window: widen(window, rule) };
      for (const link of links) {
        if (link.connectionId !== rule.connectionId) continue;
        const key = { connectionId: rule.connectionId, personId: link.personId, groupId: rule.groupId };
        const text = grantKey(key);
        const cell = cells.get(text);
        if (cell === undefined) cells.set(text, { key, because: [share] });
        else cell.because.push(share);
      }
    }
  }

  return [...cells]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, cell]) => toGrant(cell.key, cell.because, input.now))
    .filter((grant) => grant.windows.length > 0);
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
  if (before === undefined || shareText(share) !== shareText(before)) return false;
  return (
    share.window.from.getTime() === before.window.from.getTime() &&
    endMs(share.window) === endMs(before.window)
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
