import { entitlementsOf } from "../entitlements";
import { project } from "../project";
import type { Because } from "../types";
import { contains, endMs, overlaps } from "../windows";
import type { World } from "./worlds";

type Feature = (world: World) => boolean;

/** The cases that make access control hard, and how to tell that a world has one. */
const FEATURES: Readonly<Record<string, Feature>> = {
  "overlapping windows": (world) => hasPair(world, (a, b) => overlaps(a.window, b.window)),
  "touching windows": (world) => hasPair(world, (a, b) => endMs(a.window) === b.window.from.getTime()),
  "window over a clock change": ({ clockChange, facts }) =>
    clockChange !== null && facts.bookings.some((b) => b.state === "live" && contains(b, clockChange)),
  "foreign grant": ({ vendor }) => [...vendor.objects.values()].some((o) => o.ownership === "foreign"),
  "incomplete platform read": (world) => !world.platformComplete,
  "incomplete vendor read": (world) => !world.vendorComplete && world.vendor.hidden.size > 0,
  "open end": (world) => desiredOf(world).some((grant) => grant.windows.some((w) => w.until === null)),
  freeze: ({ facts }) => facts.contracts.some((contract) => contract.freezes.length > 0),
  pass: (world) => desiredOf(world).some((grant) => grant.because.some((b) => b.source.kind === "pass")),
  "reach of a team": (world) =>
    entitlementsOf(world.facts).some((right) => right.reach === "team") &&
    world.rules.some((rule) => rule.includesTeams),
  "zero length": ({ facts }) => facts.bookings.some((b) => b.from.getTime() === b.until.getTime()),
  "one person, two members": (world) => {
    const members = new Map<string, Set<string>>();
    for (const { key, because } of desiredOf(world)) {
      const ofPerson = members.get(key.personId) ?? new Set();
      for (const share of because) ofPerson.add(share.memberId);
      members.set(key.personId, ofPerson);
    }
    return [...members.values()].some((ofPerson) => ofPerson.size > 1);
  },
  "more than two groups": (world) => new Set(desiredOf(world).map((grant) => grant.key.groupId)).size > 2,
  "unfinished ledger row": ({ vendor }) =>
    [...vendor.ledger.values()].some((row) => row.state === "intended"),
  "ended ledger row": ({ vendor, now }) =>
    [...vendor.ledger.values()].some((row) => endMs(row.window) <= now.getTime()),
  "source not seen": ({ vendor, standings }) =>
    [...vendor.ledger.values()].some((row) => row.sources.some((s) => !standings.has(`${s.kind}:${s.id}`))),
};

/** The share of worlds with each feature, 0 to 1. */
export function coverageOf(worlds: readonly World[]): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const [name, has] of Object.entries(FEATURES)) {
    shares[name] = worlds.filter(has).length / Math.max(1, worlds.length);
  }
  return shares;
}

function desiredOf(world: World) {
  const { now, rules, links } = world;
  return project({ now, entitlements: entitlementsOf(world.facts), rules, links });
}

/** Whether two different records of one grant stand to each other like that. */
function hasPair(world: World, is: (a: Because, b: Because) => boolean): boolean {
  return desiredOf(world).some(({ because }) =>
    because.some((a) => because.some((b) => a.source.id !== b.source.id && is(a, b))),
  );
}
