import type { Entitlement, MemberId, TeamFact } from "../types";

/**
 * E5: what a team's paying member holds by contract reaches everybody in the team; pooled passes reach every
 * active member of a team that shares them. Whether it counts is the connection's choice, so each is marked.
 * Nobody gets again what they hold themselves, and two teams give one thing once.
 */
export function teamRights(
  teams: readonly TeamFact[],
  held: { readonly contracts: readonly Entitlement[]; readonly passes: readonly Entitlement[] },
  entitled: ReadonlySet<MemberId>,
): Entitlement[] {
  const contractsOf = byMember(held.contracts);
  const passesOf = byMember(held.passes);
  const given = new Map<string, Entitlement>();
  for (const team of teams) {
    if (team.state !== "live") continue;
    const members = team.memberIds.filter((id) => entitled.has(id));
    const paid = team.payingMemberId === null ? [] : (contractsOf.get(team.payingMemberId) ?? []);
    const pooled = team.sharesPasses ? members.flatMap((id) => passesOf.get(id) ?? []) : [];
    for (const memberId of members) {
      for (const right of [...paid, ...pooled]) {
        if (right.memberId === memberId) continue;
        given.set(shareKey(memberId, right), { ...right, memberId, reach: "team" });
      }
    }
  }
  return [...given.values()];
}

function byMember(rights: readonly Entitlement[]): Map<MemberId, Entitlement[]> {
  const groups = new Map<MemberId, Entitlement[]>();
  for (const right of rights) {
    const own = groups.get(right.memberId);
    if (own) own.push(right);
    else groups.set(right.memberId, [right]);
  }
  return groups;
}

const shareKey = (memberId: MemberId, { source, item, window }: Entitlement) =>
  [memberId, source.kind, source.id, item.kind, item.id, window.from.getTime()].join(" ");
