import type { MappingRule, MemberId } from "../types";
import type { World } from "./worlds";

type Span = readonly [fromMs: number, untilMs: number];
const FOREVER = Number.POSITIVE_INFINITY;
const ms = (at: Date | null) => at?.getTime() ?? FOREVER;

/** What is left of a span outside the holes, one minute-exact cut after the other. */
function without(span: Span, holes: readonly Span[]): Span[] {
  let parts: Span[] = [span];
  for (const [from, until] of holes)
    parts = parts.flatMap((part): Span[] => [
      [part[0], Math.min(part[1], from)],
      [Math.max(part[0], until), part[1]],
    ]);
  return parts.filter(([from, until]) => from < until);
}

/**
 * When a person may use a group and why, straight from the facts, in ms, sharing no code with the core: every
 * mapping row, every record, every member, one after the other. Zero-length spans may be among the result.
 */
export function bruteForceReasons(world: World, personId: string, groupId: string): Span[] {
  const members = world.links.filter((link) => link.personId === personId).map((link) => link.memberId);
  return world.rules
    .filter((rule) => rule.groupId === groupId)
    .flatMap((rule) => members.flatMap((member) => reasonsOf(world, rule, member)));
}

function isEntitled({ facts }: World, id: MemberId | null): boolean {
  return facts.members.some((member) => member.id === id && member.active && !member.archived);
}

function reasonsOf(world: World, rule: MappingRule, member: MemberId): Span[] {
  if (!isEntitled(world, member)) return [];
  const { bookings, teams } = world.facts;
  const { kind, id } = rule.item;
  const spans: Span[] = [];
  for (const booking of bookings) {
    if (booking.memberId !== member || booking.tentative || booking.state !== "live") continue;
    const isMapped =
      (kind === "resource" && id === booking.resourceId) || (kind === "desk" && id === booking.deskId);
    if (isMapped && booking.from < booking.until)
      spans.push([
        booking.from.getTime() - rule.leadMinutes * 60_000,
        booking.until.getTime() + rule.lagMinutes * 60_000,
      ]);
  }
  spans.push(...heldBy(world, rule, member));
  if (rule.includesTeams)
    for (const team of teams) {
      if (team.state !== "live" || !team.memberIds.includes(member)) continue;
      if (kind !== "pass") spans.push(...heldBy(world, rule, team.payingMemberId));
      if (kind === "pass" && team.sharesPasses)
        for (const other of team.memberIds) spans.push(...heldBy(world, rule, other));
    }
  return spans;
}

/** What a member holds by contract or pass for the mapped item. */
function heldBy(world: World, { item }: MappingRule, member: MemberId | null): Span[] {
  if (!isEntitled(world, member)) return [];
  const { contracts, passes } = world.facts;
  const frozen = (contractId: string | null) =>
    contracts
      .filter((contract) => contract.id === contractId)
      .flatMap((contract) => contract.freezes.map((f): Span => [f.from.getTime(), ms(f.until)]));
  const spans: Span[] = [];
  for (const contract of contracts) {
    if (contract.memberId !== member || contract.state !== "live" || contract.from === null) continue;
    const gives =
      (item.kind === "plan" && item.id === contract.planId) ||
      (item.kind === "desk" && contract.desks.some((desk) => desk.deskId === item.id));
    if (gives) spans.push(...without([contract.from.getTime(), ms(contract.until)], frozen(contract.id)));
  }
  for (const pass of passes) {
    if (pass.memberId !== member || pass.state !== "live") continue;
    if (item.kind !== "pass" || item.id !== pass.passId) continue;
    if (pass.byMinutes && (pass.used || pass.remaining === 0)) continue;
    if (!pass.byMinutes && pass.used && pass.usedDayEndsAt === null) continue;
    const until = !pass.byMinutes && pass.used ? ms(pass.usedDayEndsAt) : ms(pass.expiresAt);
    spans.push(...without([pass.from.getTime(), until], frozen(pass.contractId)));
  }
  return spans;
}
