import type { ContractFact, Entitlement, ItemRef, MemberId, Window } from "../types";
import { intersectWindows, subtractWindows } from "../windows";

/** When a contract is in effect: start to cancellation, instants as stored, without its freezes (E2, E7). */
export function contractWindows(contract: ContractFact): Window[] {
  const { from, until } = contract;
  if (contract.state !== "live" || contract.endedUndated || from === null) return [];
  return subtractWindows([{ from, until }], contract.freezes);
}

/**
 * E2 and E3: a contract gives its plan and its desks and offices while it is in effect; a part-time office only
 * on its days. A future contract gives nothing before its start. What the floor plan says about occupants is
 * no right.
 */
export function contractRights(
  contracts: readonly ContractFact[],
  entitled: ReadonlySet<MemberId>,
): Entitlement[] {
  return contracts.flatMap((contract) => {
    if (!entitled.has(contract.memberId)) return [];
    const windows = contractWindows(contract);
    const right = (item: ItemRef, when: readonly Window[]): Entitlement[] =>
      when.map((window) => ({
        memberId: contract.memberId,
        source: { kind: "contract", id: contract.id },
        item,
        window,
        reach: "own",
        locations: null,
      }));
    const plan = contract.planId === null ? [] : right({ kind: "plan", id: contract.planId }, windows);
    const desks = contract.desks.flatMap(({ deskId, days }) =>
      right({ kind: "desk", id: deskId }, days === null ? windows : intersectWindows(windows, days)),
    );
    return [...plan, ...desks];
  });
}
