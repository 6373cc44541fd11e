import { entitlementsOf } from "../entitlements";
import { plan } from "../plan";
import { project } from "../project";
import type {
  AccessGroupId,
  BookingFact,
  ConnectionId,
  DesiredGrant,
  LedgerGrant,
  MappingRule,
  MemberFact,
  MemberId,
  ObservedGrant,
  PersonId,
  PersonLink,
  Plan,
  PlanInput,
  PlannedPerson,
  SourceStanding,
} from "../types";

import { noFacts } from "./examples";

const HOUR = 3_600_000;
const CONNECTION = "c1" as ConnectionId;
const RESOURCES = 200;
const GROUPS = 40;

/** Everything one pass of the core needs, from facts to plan. */
export interface ScaleWorld {
  readonly now: Date;
  readonly members: readonly MemberFact[];
  readonly bookings: readonly BookingFact[];
  readonly rules: readonly MappingRule[];
  readonly links: readonly PersonLink[];
  readonly ledger: readonly LedgerGrant[];
  readonly observed: readonly ObservedGrant[];
  readonly people: readonly PlannedPerson[];
  readonly standings: ReadonlyMap<string, SourceStanding>;
}

/**
 * A space of `members` people and `bookings` bookings over 90 days, the same for the same numbers. Nine in
 * ten desired windows are at the vendor already; the rest are new, and one row in twenty has drifted.
 */
export function scaleWorld(memberCount: number, bookingCount: number): ScaleWorld {
  const now = new Date("2026-06-10T08:00:00Z");
  const members: MemberFact[] = [];
  const links: PersonLink[] = [];
  for (let i = 0; i < memberCount; i += 1) {
    const id = `m${i}` as MemberId;
    members.push({ id, active: true, archived: false });
    links.push({ connectionId: CONNECTION, memberId: id, personId: `p${i}` as PersonId });
  }
  const bookings: BookingFact[] = [];
  for (let i = 0; i < bookingCount; i += 1) {
    const from = now.getTime() + (((i * 7_919) % (90 * 24)) - 24) * HOUR;
    bookings.push({
      id: `b${i}`,
      memberId: members[(i * 31) % memberCount]?.id ?? null,
      resourceId: `r${(i * 17) % RESOURCES}`,
      deskId: null,
      from: new Date(from),
      until: new Date(from + (1 + (i % 3)) * HOUR),
      tentative: false,
      state: "live",
    });
  }
  const rules = Array.from({ length: RESOURCES }, (_, i) => ({
    connectionId: CONNECTION,
    item: { kind: "resource", id: `r${i}` } as const,
    groupId: `g${i % GROUPS}` as AccessGroupId,
    leadMinutes: 15,
    lagMinutes: 15,
    includesTeams: false,
    locations: null,
    hours: null,
  }));

  const ledger: LedgerGrant[] = [];
  const observed: ObservedGrant[] = [];
  const facts = { now, members, bookings, rules, links };
  let index = 0;
  for (const { key, windows, because } of desiredOf(facts)) {
    for (const window of windows) {
      index += 1;
      if (index % 10 === 0) continue;
      const vendorGrantId = `v${index}`;
      const sources = because
        .filter(
          (share) =>
            share.window.from >= window.from && (window.until === null || share.window.from < window.until),
        )
        .map((share) => share.source);
      ledger.push({ id: `l${index}`, key, vendorGrantId, window, state: "present", sources });
      observed.push({ key, vendorGrantId, window: index % 20 === 1 ? null : window, ownership: "ours" });
    }
  }
  const people = links.map(({ personId }) => ({
    personId,
    vendorPersonId: `vp-${personId}`,
    link: "ready" as const,
  }));
  const standings = new Map<string, SourceStanding>(
    bookings.map((booking) => [`booking:${booking.id}`, "known"]),
  );
  return { ...facts, ledger, observed, people, standings };
}

/** Facts to desired grants: the first half of what is measured. */
export function desiredOf(
  world: Pick<ScaleWorld, "now" | "members" | "bookings" | "rules" | "links">,
): DesiredGrant[] {
  return project({ ...world, entitlements: entitlementsOf({ ...noFacts, ...world }) });
}

/** One whole pass over the world: what a bench measures. */
export function planScale(world: ScaleWorld): Plan {
  const desired = desiredOf(world);
  const input: PlanInput = {
    now: world.now,
    connectionId: CONNECTION,
    people: world.people,
    desired,
    observed: { complete: true, takenAt: world.now, items: world.observed },
    ledger: world.ledger,
    standings: world.standings,
    platformComplete: true,
    capabilities: { timedGrants: true, grantsPerGroup: "many", pushAheadMs: 90 * 24 * HOUR },
  };
  return plan(input);
}
