import * as fc from "fast-check";
import { type AccessFacts, entitlementsOf } from "../entitlements";
import { grantKey, sourceKey } from "../keys";
import { plan } from "../plan";
import { project } from "../project";
import type {
  AccessGroupId,
  BookingFact,
  ConnectionId,
  ContractFact,
  ItemRef,
  LedgerGrant,
  MappingRule,
  MemberFact,
  MemberId,
  PassFact,
  PersonId,
  PersonLink,
  PlannedPerson,
  SourceStanding,
  TeamFact,
} from "../types";
import { openRule } from "./examples";
import { TinyVendor } from "./tiny-vendor";

const MINUTE = 60_000;
export const CONNECTION = "c1" as ConnectionId;

/** A generated situation: facts, links, and a vendor and ledger with a history. Minutes count from `dayStart`. */
export interface World {
  readonly now: Date;
  /** The instant at which clocks change on that day; null on an ordinary day. */
  readonly clockChange: Date | null;
  readonly facts: AccessFacts;
  readonly rules: readonly MappingRule[];
  readonly links: readonly PersonLink[];
  readonly people: readonly PlannedPerson[];
  readonly standings: ReadonlyMap<string, SourceStanding>;
  readonly platformComplete: boolean;
  readonly vendorComplete: boolean;
  /** Clone before playing. */
  readonly vendor: TinyVendor;
  readonly shuffle: number;
}

const DAYS = [
  { start: "2026-06-10T00:00:00Z", change: null },
  { start: "2026-03-29T00:00:00Z", change: "2026-03-29T01:00:00Z" }, // Europe/London, forward
  { start: "2026-10-25T00:00:00Z", change: "2026-10-25T01:00:00Z" }, // Europe/London, back
  { start: "2026-03-08T00:00:00Z", change: "2026-03-08T07:00:00Z" }, // America/New_York, forward
  { start: "2026-11-01T00:00:00Z", change: "2026-11-01T06:00:00Z" }, // America/New_York, back
] as const;

const MEMBERS = [0, 1, 2, 3].map((i) => `m${i}` as MemberId);
const GROUPS = [0, 1, 2, 3].map((i) => `g${i}` as AccessGroupId);
/** The room twice, so that it is mapped more often. */
const ITEMS: readonly ItemRef[] = [
  { kind: "resource", id: "r0" },
  { kind: "resource", id: "r0" },
  { kind: "resource", id: "r1" },
  { kind: "desk", id: "d0" },
  { kind: "plan", id: "p0" },
  { kind: "pass", id: "t0" },
];

/** Quarter hours keep windows touching; single minutes keep them honest. */
const minute = (min: number, max: number) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.integer({ min: Math.ceil(min / 15), max: Math.floor(max / 15) }).map((q) => q * 15),
    },
    { weight: 1, arbitrary: fc.integer({ min, max }) },
  );
const span = fc.record({
  start: minute(-480, 1920),
  length: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 12, arbitrary: minute(15, 360) }),
});
const buffers = fc.constantFrom<[number, number]>([0, 0], [0, 0], [0, 0], [0, 0], [15, 15], [0, 30], [7, 0]);
const rarely = fc.integer({ min: 0, max: 11 }).map((n) => n === 0);
const often = fc.integer({ min: 0, max: 9 }).map((n) => n > 0);

const bookingSpec = fc.record({
  member: fc.constantFrom(0, 0, 1, 1, 2, 3, 4),
  place: fc.constantFrom("r0", "r0", "r1", "d0", "both", "r0"),
  span,
  /** Of the same member and place as the booking before it in the list, and starts where that one ends. */
  follows: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
  fate: fc.constantFrom(
    "same",
    "same",
    "same",
    "new",
    "new",
    "moved",
    "extended",
    "cancelled",
    "gone",
    "vanished",
  ),
  shift: minute(-240, 240),
  tentative: rarely,
});

const contractSpec = fc.record({
  member: fc.integer({ min: 0, max: 3 }),
  start: minute(-2000, 1500),
  length: fc.option(minute(60, 3000), { freq: 2, nil: null }),
  fate: fc.constantFrom("same", "same", "new", "ended", "vanished"),
  /** A freeze, in minutes after the start; null = none. */
  freeze: fc.option(fc.record({ after: minute(0, 900), length: fc.option(minute(15, 600)) })),
  hasDesk: fc.boolean(),
});

const passSpec = fc.record({
  member: fc.integer({ min: 0, max: 3 }),
  start: minute(-1000, 1000),
  length: fc.option(minute(60, 3000), { freq: 3, nil: null }),
  kind: fc.constantFrom("unused", "used today", "used up", "minutes", "minutes spent"),
  ofContract: fc.boolean(),
  fate: fc.constantFrom("same", "same", "new", "gone", "vanished"),
});

const spec = fc.record({
  day: fc.nat(DAYS.length - 1),
  now: minute(0, 1440),
  sinceMinutes: fc.constantFrom(0, 15, 60, 240, 480),
  bookings: fc.array(bookingSpec, { maxLength: 10, size: "large" }),
  contracts: fc.array(contractSpec, { maxLength: 2 }),
  passes: fc.array(passSpec, { maxLength: 2 }),
  team: fc.record({
    members: fc.subarray([0, 1, 2, 3]),
    paying: fc.option(fc.nat(3)),
    sharesPasses: fc.boolean(),
  }),
  rules: fc.array(
    fc.record({
      item: fc.nat(ITEMS.length - 1),
      group: fc.nat(GROUPS.length - 1),
      buffers,
      includesTeams: fc.boolean(),
      fate: fc.constantFrom("same", "same", "same", "same", "same", "same", "new", "removed"),
    }),
    { minLength: 2, maxLength: 8 },
  ),
  shared: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  active: fc.array(often, { minLength: 4, maxLength: 4 }),
  link: fc.array(
    fc.constantFrom("ready", "ready", "ready", "ready", "ready", "ready", "unconfirmed", "ambiguous"),
    {
      minLength: 4,
      maxLength: 4,
    },
  ),
  capabilities: fc.record({
    timedGrants: fc.boolean(),
    openEnded: fc.constantFrom("timed" as const, "timed" as const, "untimed" as const),
    grantsPerGroup: fc.constantFrom("many" as const, "one" as const),
    pushAheadMs: fc.constantFrom(0, 60, 1440, 14 * 1440).map((minutes) => minutes * MINUTE),
  }),
  foreign: fc.array(
    fc.record({ person: fc.nat(3), group: fc.nat(3), window: fc.option(span, { nil: null }) }),
    {
      maxLength: 2,
    },
  ),
  damage: fc.array(
    fc.record({
      which: fc.nat(20),
      kind: fc.constantFrom(
        "row lost",
        "object deleted",
        "object drifted",
        "answer lost",
        "call lost",
        "sources lost",
        "row doubled",
        "turned foreign",
      ),
      shift: minute(-60, 60),
    }),
    { maxLength: 3 },
  ),
  hidden: fc.array(fc.nat(20), { maxLength: 4 }),
  platformComplete: fc.integer({ min: 0, max: 2 }).map((n) => n > 0),
  vendorComplete: fc.integer({ min: 0, max: 2 }).map((n) => n > 0),
  shuffle: fc.nat(),
});
type Spec = typeof spec extends fc.Arbitrary<infer T> ? T : never;

/** Worlds for the invariants. Shrinks well: everything is small integers and choices. */
export const worlds: fc.Arbitrary<World> = spec.map(build);

function build(from: Spec): World {
  const day = DAYS[from.day] ?? DAYS[0];
  const startMs = Date.parse(day.start);
  const at = (minutes: number) => new Date(startMs + minutes * MINUTE);
  const now = at(from.now);
  const earlier = at(from.now - from.sinceMinutes);
  const personOf = (member: number) => `p${from.shared && member === 1 ? 0 : member}` as PersonId;
  const links = MEMBERS.map((memberId, i) => ({ connectionId: CONNECTION, memberId, personId: personOf(i) }));
  const people = (link: (i: number) => PlannedPerson["link"]) =>
    [...new Set(links.map(({ personId }) => personId))].map((personId, i) => ({
      personId,
      vendorPersonId: null,
      link: link(i),
    }));

  const { capabilities } = from;
  const vendor = new TinyVendor(capabilities);
  for (const { person, group, window } of from.foreign) {
    const key = {
      connectionId: CONNECTION,
      personId: personOf(person),
      groupId: GROUPS[group] ?? ("g0" as AccessGroupId),
    };
    const isTaken = [...vendor.objects.values()].some((object) => grantKey(object.key) === grantKey(key));
    if (isTaken && capabilities.grantsPerGroup === "one") continue;
    if (window === null && vendor.hasOpenEnded(key)) continue;
    const foreignWindow =
      window === null ? null : { from: at(window.start), until: at(window.start + window.length) };
    vendor.add({ key, ownership: "foreign", window: foreignWindow });
  }

  // The past: what Lintel knew and did some time ago.
  const before = factsAt(from, at, "before");
  play(vendor, {
    now: earlier,
    desired: desiredOf(before, links, earlier),
    people: people(() => "ready"),
    standings: before.standings,
  });

  harm(vendor, from, at(0));
  const after = factsAt(from, at, "after");
  return {
    now,
    clockChange: day.change === null ? null : new Date(day.change),
    facts: after.facts,
    rules: after.rules,
    links,
    people: people((i) => from.link[i] ?? "ready"),
    standings: after.standings,
    platformComplete: from.platformComplete,
    vendorComplete: from.vendorComplete,
    vendor,
    shuffle: from.shuffle,
  };
}

interface Facts {
  readonly facts: AccessFacts;
  readonly rules: MappingRule[];
  readonly standings: Map<string, SourceStanding>;
}

function factsAt(from: Spec, at: (minutes: number) => Date, when: "before" | "after"): Facts {
  const isAfter = when === "after";
  const standings = new Map<string, SourceStanding>();
  const members: MemberFact[] = MEMBERS.map((id, i) => ({
    id,
    active: !isAfter || from.active[i] !== false,
    archived: false,
  }));

  const bookings: BookingFact[] = [];
  let previous = { member: 0, place: "r0", start: 0 };
  from.bookings.forEach((booking, i) => {
    const { fate, shift } = booking;
    const { length } = booking.span;
    const { member, place, start } = booking.follows ? previous : { ...booking, start: booking.span.start };
    previous = { member, place, start: start + length };
    if (fate === (isAfter ? "vanished" : "new")) return;
    const moved = isAfter && fate === "moved" ? shift : 0;
    const longer = isAfter && fate === "extended" ? Math.max(shift, -length) : 0;
    const state = isAfter && (fate === "cancelled" || fate === "gone") ? fate : "live";
    bookings.push({
      id: `b${i}`,
      memberId: MEMBERS[member] ?? null,
      resourceId: place === "both" ? "r1" : place.startsWith("r") ? place : null,
      deskId: place === "both" || place === "d0" ? "d0" : null,
      from: at(start + moved),
      until: at(start + moved + length + longer),
      tentative: booking.tentative,
      state,
    });
    standings.set(sourceKey({ kind: "booking", id: `b${i}` }), state === "gone" ? "gone" : "known");
  });

  const contracts: ContractFact[] = [];
  from.contracts.forEach(({ member, start, length, fate, freeze, hasDesk }, i) => {
    const memberId = MEMBERS[member];
    if (memberId === undefined || fate === (isAfter ? "vanished" : "new")) return;
    standings.set(`contract:k${i}`, "known");
    const end = length === null ? null : at(start + length);
    const frozenUntil = freeze?.length == null ? null : at(start + freeze.after + freeze.length);
    contracts.push({
      id: `k${i}`,
      memberId,
      planId: "p0",
      from: at(start),
      until: isAfter && fate === "ended" ? at(start) : end,
      endedUndated: false,
      desks: hasDesk ? [{ deskId: "d0", days: null }] : [],
      freezes: freeze === null ? [] : [{ from: at(start + freeze.after), until: frozenUntil }],
      state: "live",
    });
  });

  const passes: PassFact[] = [];
  from.passes.forEach(({ member, start, length, kind, ofContract, fate }, i) => {
    const memberId = MEMBERS[member];
    if (memberId === undefined || fate === (isAfter ? "vanished" : "new")) return;
    const state = isAfter && fate === "gone" ? "gone" : "live";
    standings.set(`pass:t${i}`, state === "gone" ? "gone" : "known");
    passes.push({
      id: `t${i}`,
      memberId,
      passId: "t0",
      from: at(start),
      expiresAt: length === null ? null : at(start + length),
      byMinutes: kind.startsWith("minutes"),
      used: kind.startsWith("used"),
      usedDayEndsAt: kind === "used today" ? at(1440 + 180) : null,
      remaining: kind === "minutes spent" ? 0 : null,
      contractId: ofContract ? "k0" : null,
      locations: null,
      state,
    });
  });
  const team: TeamFact = {
    id: "x0",
    memberIds: from.team.members.flatMap((i) => MEMBERS[i] ?? []),
    payingMemberId: from.team.paying === null ? null : (MEMBERS[from.team.paying] ?? null),
    sharesPasses: from.team.sharesPasses,
    state: "live",
  };

  const rules = from.rules.flatMap(({ item, group, buffers: [lead, lag], includesTeams, fate }) => {
    const itemRef = ITEMS[item];
    const groupId = GROUPS[group];
    if (itemRef === undefined || groupId === undefined || fate === (isAfter ? "removed" : "new")) return [];
    return [{ ...openRule, item: itemRef, groupId, leadMinutes: lead, lagMinutes: lag, includesTeams }];
  });
  return { facts: { members, bookings, contracts, passes, teams: [team] }, rules, standings };
}

function desiredOf({ facts, rules }: Facts, links: readonly PersonLink[], now: Date) {
  return project({ now, entitlements: entitlementsOf(facts), rules, links });
}

function play(
  vendor: TinyVendor,
  past: Pick<Parameters<TinyVendor["input"]>[0], "now" | "desired" | "people" | "standings">,
): void {
  vendor.apply(plan(vendor.input({ ...past, connectionId: CONNECTION, platformComplete: true }, true)));
}

/** What crashes, staff and restored backups leave behind. */
function harm(vendor: TinyVendor, from: Spec, start: Date): void {
  for (const { which, kind, shift } of from.damage) {
    const rows = [...vendor.ledger.values()];
    const row = rows[which % Math.max(1, rows.length)];
    if (row === undefined) return;
    const object = row.vendorGrantId === null ? undefined : vendor.objects.get(row.vendorGrantId);
    const isShared = rows.some((other) => other.id !== row.id && other.vendorGrantId === row.vendorGrantId);
    const intended: LedgerGrant = { ...row, state: "intended", vendorGrantId: null };
    if (kind === "row lost") vendor.ledger.delete(row.id);
    else if (kind === "answer lost") vendor.ledger.set(row.id, intended);
    else if (kind === "sources lost") vendor.ledger.set(row.id, { ...row, sources: [] });
    else if (kind === "row doubled") vendor.ledger.set(`${row.id}x`, { ...row, id: `${row.id}x` });
    else if (object !== undefined && kind === "turned foreign") {
      vendor.objects.set(object.vendorGrantId, { ...object, ownership: "foreign" });
    } else if (object !== undefined && kind === "call lost" && !isShared) {
      vendor.ledger.set(row.id, intended);
      vendor.objects.delete(object.vendorGrantId);
    } else if (object !== undefined && kind === "object deleted" && from.vendorComplete) {
      vendor.objects.delete(object.vendorGrantId);
    } else if (object !== undefined && kind === "object drifted" && vendor.capabilities.timedGrants) {
      const until = vendor.capabilities.openEnded === "untimed" ? (object.window?.until ?? null) : null;
      const from = new Date(
        Math.min(start.getTime() + shift * MINUTE, (until?.getTime() ?? Infinity) - MINUTE),
      );
      const isKept = object.window === null && vendor.capabilities.openEnded === "untimed";
      if (!isKept) vendor.objects.set(object.vendorGrantId, { ...object, window: { from, until } });
    }
  }
  // Where one per group is the limit, a hidden object unknown to the ledger would rightly be refused a rival.
  // An object that stopped being ours while nobody could see it cannot be known either.
  const isMany = vendor.capabilities.grantsPerGroup === "many";
  const ledgered = new Set([...vendor.ledger.values()].map((row) => row.vendorGrantId));
  const hideable = [...vendor.objects.values()].filter(({ vendorGrantId, ownership, window }) => {
    const isLedgered = ledgered.has(vendorGrantId);
    // Nor can a rival be known of what lets a person in without an end, where there is room for no other beside it.
    if (ownership === "foreign" && window === null && vendor.keepsOnlyEnds) return false;
    return ownership === "ours" ? isLedgered || isMany : isMany && !isLedgered;
  });
  for (const index of from.hidden) {
    const object = hideable[index % Math.max(1, hideable.length)];
    if (object !== undefined) vendor.hidden.add(object.vendorGrantId);
  }
}

/** What the planner is asked about `world` at `now`, with `desired` projected by the caller. */
export function inputOf(world: World, vendor: TinyVendor, now: Date, desired: ReturnType<typeof project>) {
  const { people, standings, platformComplete, vendorComplete } = world;
  return vendor.input(
    { now, connectionId: CONNECTION, people, desired, standings, platformComplete },
    vendorComplete,
  );
}
