import type { ContractFact, Entitlement, MemberId, PassFact, Window } from "../types";
import { subtractWindows } from "../windows";

/**
 * How long a pass admits (E4), whatever the hour: from when it is on the account until it expires or is used up.
 * A day pass that was used admits until that day ends, even if it expires before: checking in must not lock
 * anybody out over lunch.
 */
function passWindow(pass: PassFact): Window | null {
  const { from, expiresAt } = pass;
  if (pass.byMinutes) {
    const isSpent = pass.used || (pass.remaining !== null && pass.remaining <= 0);
    return isSpent ? null : { from, until: expiresAt };
  }
  if (!pass.used) return { from, until: expiresAt };
  return pass.usedDayEndsAt === null ? null : { from, until: pass.usedDayEndsAt };
}

/** E4, and E7 for the passes of a frozen contract. */
export function passRights(
  passes: readonly PassFact[],
  contracts: readonly ContractFact[],
  entitled: ReadonlySet<MemberId>,
): Entitlement[] {
  const freezes = new Map(contracts.map((contract) => [contract.id, contract.freezes]));
  return passes.flatMap((pass) => {
    if (pass.state !== "live" || !entitled.has(pass.memberId)) return [];
    const window = passWindow(pass);
    if (window === null) return [];
    const frozen = pass.contractId === null ? [] : (freezes.get(pass.contractId) ?? []);
    return subtractWindows([window], frozen).map((part) => ({
      memberId: pass.memberId,
      source: { kind: "pass", id: pass.id },
      item: { kind: "pass", id: pass.passId },
      window: part,
      reach: "own",
      locations: pass.locations,
    }));
  });
}
