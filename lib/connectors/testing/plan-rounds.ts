import { expect } from "vitest";
import { plan, sourceKey } from "@/lib/access";
import type {
  ConnectionId,
  DesiredGrant,
  GrantKey,
  ItemRef,
  LedgerGrant,
  MemberId,
  ObservedGrant,
  Operation,
  PersonId,
  Plan,
  Source,
  Window,
} from "@/lib/access/types";
import { grantMarker } from "../marker";
import type { ConnectorHarness } from "./harness";

const DAY_MS = 86_400_000;
const CONNECTION = "connection-1" as ConnectionId;
const PERSON = "person-1" as PersonId;
const ITEM: ItemRef = { kind: "plan", id: "7" };

/** A planner, a ledger in memory and a connector, going round until nothing is left to do. */
export async function planRounds(h: ConnectorHarness, vendorPersonId: string): Promise<void> {
  const { capabilities: can, pushAheadDays } = h.definition;
  const timedGrants = can.timedGrants.value === "yes";
  const grantsPerGroup = can.grantsPerGroup.value;
  const openEnded = can.openEnded?.value ?? "timed";
  const now = h.clock.now();
  const day = (days: number) => new Date(now.getTime() + days * DAY_MS);
  const standing: Window = { from: day(-3), until: null };
  const timed: Window[] = [
    { from: day(-1), until: day(1) },
    { from: day(2), until: day(3) },
  ];
  let ledger: LedgerGrant[] = [];
  let rows = 0;

  const desired = [
    desire(h.groupIds[0], timedGrants && grantsPerGroup === "many" ? timed : timed.slice(0, 1)),
    desire(h.groupIds[1], [standing]),
  ];
  const nextPlan = async (wanted: readonly DesiredGrant[]): Promise<Plan> =>
    plan({
      now,
      connectionId: CONNECTION,
      people: [{ personId: PERSON, vendorPersonId, link: "ready" }],
      desired: wanted,
      observed: { complete: true, takenAt: now, items: await observed() },
      ledger,
      standings: new Map(
        desired.flatMap((d) => d.because.map((b) => [sourceKey(b.source), "known"] as const)),
      ),
      platformComplete: true,
      capabilities: { timedGrants, openEnded, grantsPerGroup, pushAheadMs: pushAheadDays * DAY_MS },
    });
  const observed = async (): Promise<ObservedGrant[]> => {
    const person = await h.connector.observePerson(vendorPersonId);
    return (person?.grants ?? []).map(({ groupId, vendorGrantId, window, marker }) => ({
      key: keyOf(groupId),
      vendorGrantId,
      window,
      ownership:
        marker !== null || ledger.some((row) => row.vendorGrantId === vendorGrantId) ? "ours" : "foreign",
    }));
  };
  const carryOut = async (operation: Operation): Promise<void> => {
    if (operation.verb === "grant") {
      rows += 1;
      const { key, window, sources } = operation;
      const marker = grantMarker({ personId: PERSON, ledgerId: `row-${rows}` });
      const sent = operation.timed ? window : null;
      const outcome = await h.connector.apply({
        verb: "grant",
        vendorPersonId,
        groupId: key.groupId,
        window: sent,
        marker,
      });
      const vendorGrantId = ("vendorId" in outcome && outcome.vendorId) || null;
      ledger.push({ id: `row-${rows}`, key, vendorGrantId, window, state: "present", sources });
    } else if (operation.verb === "revoke") {
      await h.connector.apply({ verb: "revoke", vendorPersonId, vendorGrantId: operation.vendorGrantId });
      ledger = ledger.filter((row) => row.vendorGrantId !== operation.vendorGrantId);
    } else throw new Error(`nothing asks for ${operation.verb} here`);
  };

  for (const wanted of [desired, []]) {
    const first = await nextPlan(wanted);
    expect(first.operations.length).toBeGreaterThan(0);
    expect(first.held).toEqual([]);
    for (const operation of first.operations) await carryOut(operation);
    const second = await nextPlan(wanted);
    expect(second.operations).toEqual([]);
    expect(second.held).toEqual([]);
  }
  expect(await observed()).toEqual([]);
}

function keyOf(groupId: GrantKey["groupId"]): GrantKey {
  return { connectionId: CONNECTION, personId: PERSON, groupId };
}

function desire(groupId: GrantKey["groupId"], windows: readonly Window[]): DesiredGrant {
  const because = windows.map((window, index) => {
    const source: Source = { kind: "booking", id: `${groupId}-${index}` };
    return { memberId: "1" as MemberId, source, item: ITEM, window };
  });
  return { key: keyOf(groupId), windows, because };
}
