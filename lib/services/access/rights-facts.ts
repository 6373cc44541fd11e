import type { StoredRights } from "@/db/queries/rights-read";
import type { ContractFact, LocationId, PassFact, TeamFact, Window } from "@/lib/access/types";
import { locationDayOf } from "@/lib/nexudus/time";
import { expandWeekly, wholeDays } from "@/lib/nexudus/weekly-hours";

/** What is needed to know of a location to tell its days. */
export interface LocationClock {
  readonly id: LocationId;
  readonly zone: string;
  readonly dayChangeMinutes: number;
}

export interface RightsFacts {
  readonly contracts: readonly ContractFact[];
  readonly passes: readonly PassFact[];
  readonly teams: readonly TeamFact[];
}

/** How far back days are laid out; what is older has ended. */
const PAST_MS = 2 * 24 * 3_600_000;

/**
 * Stored rows as the core's facts: freezes put to their contracts, weekdays of part-time offices laid out over
 * the lookahead, the end of the day in which a pass was used. A freeze told twice (by the contract itself and by
 * its own row) is one. A variant that is gone gives nothing; while one is not known yet, none of the contract's
 * desks count as whole: it could be a share of any of them.
 */
export function toRightsFacts(
  stored: StoredRights,
  input: { readonly locations: readonly LocationClock[]; readonly now: Date; readonly lookaheadMs: number },
): RightsFacts {
  const clocks = new Map(input.locations.map((location) => [location.id, location]));
  const over = {
    from: new Date(input.now.getTime() - PAST_MS),
    until: new Date(input.now.getTime() + input.lookaheadMs),
  };
  const freezes = new Map<string, Window[]>();
  for (const row of stored.freezes)
    freezes.set(row.contractId, [
      ...(freezes.get(row.contractId) ?? []),
      { from: row.fromAt, until: row.untilAt },
    ]);
  const variants = new Map(stored.variants.map((row) => [row.id, row]));
  const kinds = new Map(stored.passKinds.map((row) => [row.id, row]));
  const contractIds = new Map(
    stored.contracts.flatMap((row) => (row.uniqueId === null ? [] : [[row.uniqueId, row.id] as const])),
  );

  const contracts = stored.contracts.map((row): ContractFact => {
    const zone = clocks.get(row.locationId)?.zone;
    const partTime = row.variantIds.flatMap((id) => {
      const variant = variants.get(id);
      if (!variant || zone === undefined) return [];
      const weekdays = variant.state === "live" ? variant.weekdays : [];
      return [{ deskId: variant.deskId, days: expandWeekly(wholeDays(weekdays), zone, over) }];
    });
    const isKnown = row.variantIds.every((id) => zone !== undefined && variants.has(id));
    const isPartTime = new Set(partTime.map((desk) => desk.deskId));
    const current = row.pausedFrom === null ? [] : [{ from: row.pausedFrom, until: row.pausedUntil }];
    return {
      id: row.id,
      memberId: row.memberId,
      planId: row.planId,
      from: row.fromAt,
      until: row.untilAt,
      endedUndated: row.cancelled && row.untilAt === null,
      desks: [
        ...row.deskIds
          .filter((id) => isKnown && !isPartTime.has(id))
          .map((deskId) => ({ deskId, days: null })),
        ...partTime,
      ],
      freezes: [...(freezes.get(row.id) ?? []), ...current],
      state: row.state,
    };
  });

  const passes = stored.passes.map((row): PassFact => {
    const kind = kinds.get(row.passId);
    const clock = clocks.get(row.locationId ?? kind?.locationId ?? ("" as LocationId));
    const scope = new Set([
      ...(kind ? (kind.scope ?? [kind.locationId]) : []),
      ...(row.locationId ? [row.locationId] : []),
    ]);
    return {
      id: row.id,
      memberId: row.memberId,
      passId: row.passId,
      from: row.fromAt,
      expiresAt: row.expiresAt,
      byMinutes: kind?.byMinutes ?? false,
      used: row.used,
      usedDayEndsAt:
        row.usedAt && clock ? locationDayOf(row.usedAt, clock.zone, clock.dayChangeMinutes).until : null,
      remaining: row.remaining,
      contractId: row.contractUniqueId === null ? null : (contractIds.get(row.contractUniqueId) ?? null),
      locations: scope.size === 0 ? null : [...scope],
      state: row.state,
    };
  });

  return {
    contracts,
    passes,
    teams: stored.teams.map(({ id, memberIds, payingMemberId, sharesPasses, state }) => ({
      id,
      memberIds,
      payingMemberId,
      sharesPasses,
      state,
    })),
  };
}
