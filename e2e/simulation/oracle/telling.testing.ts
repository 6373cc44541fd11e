import type { Mapping, Told, ToldAccess, ToldFact, ToldFault, WorldPlan } from "../types";

/** One location, one human with one profile, one door; the rest is for each test to say. */
export const START = "2026-05-11T00:00:00.000Z";

/** An instant so many ms after the start. */
export const at = (ms: number): string => new Date(Date.parse(START) + ms).toISOString();
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const mapping = (more: Partial<Mapping> = {}): Mapping => ({
  rows: [
    { item: "Room", groups: ["Front"] },
    { item: "Plan", groups: ["Front"] },
    { item: "Day", groups: ["Front"] },
    { item: "Desk", groups: ["Front"] },
  ],
  leadMinutes: 0,
  lagMinutes: 0,
  teamDesks: false,
  teamPlans: false,
  teamPasses: false,
  ...more,
});

export const world = (more: Partial<WorldPlan> = {}): WorldPlan => ({
  locations: [{ name: "Here", zone: "Europe/London", dayChangeMinutes: 180 }],
  members: [{ name: "ana", email: "ana@example.test", human: "Ana", home: "Here", pin: null, cards: [] }],
  items: [
    { name: "Room", kind: "resource", location: "Here" },
    { name: "Plan", kind: "plan", location: "Here" },
    { name: "Day", kind: "pass", location: "Here" },
    { name: "Desk", kind: "desk", location: "Here" },
  ],
  teams: [],
  connections: [
    {
      name: "doors",
      vendor: "akiles",
      locations: ["Here"],
      groups: [{ name: "Front", doors: ["front"] }],
      mapping: mapping(),
      vendorWindows: false,
      syncPin: false,
      syncCards: false,
    },
  ],
  ...more,
});

export const customer = (id = "m-ana"): ToldFact => ({
  entity: "Coworker",
  id,
  versions: [{ from: at(-30 * 24 * HOUR), until: null, values: { Active: true, Archived: false } }],
  ended: null,
});

type Values = Readonly<Record<string, unknown>>;

/** A fact with its versions `[since, values]` in ms; `ended` in ms, with how. */
export function fact(
  entity: string,
  id: string,
  versions: readonly (readonly [number, Values])[],
  ended: { readonly at: number; readonly how: "cancelled" | "deleted" } | null = null,
): ToldFact {
  return {
    entity,
    id,
    versions: versions.map(([since, values], i) => {
      const next = versions[i + 1]?.[0] ?? ended?.at;
      return { from: at(since), until: next === undefined ? null : at(next), values };
    }),
    ended: ended && { at: at(ended.at), how: ended.how },
  };
}

export const bookingOf = (from: number, until: number, more: Values = {}): Values => ({
  CoworkerId: "m-ana",
  ResourceId: "i-Room",
  FloorPlanDeskId: null,
  FromTime: at(from),
  ToTime: at(until),
  Tentative: false,
  ...more,
});

export const access = (
  intervals: readonly (readonly [number, number])[],
  more: Partial<ToldAccess> = {},
): ToldAccess => ({
  human: "Ana",
  door: "front",
  connection: "doors",
  asked: "membership",
  intervals: intervals.map(([from, until]) => ({ from: at(from), until: at(until), foreign: false })),
  ...more,
});

export const fault = (
  kind: ToldFault["kind"],
  from: number,
  until: number,
  more: Partial<ToldFault> = {},
): ToldFault => ({ kind, from: at(from), until: at(until), connection: null, door: null, hits: 1, ...more });

/** A day that was told, on which the mapping has long held. */
export function told(more: Partial<Told> = {}): Told {
  const plan = more.world ?? world();
  const named = (prefix: string, list: readonly { readonly name: string }[]) =>
    Object.fromEntries(list.map(({ name }) => [name, `${prefix}-${name}`]));
  return {
    script: "by hand",
    seed: 0,
    from: START,
    to: at(24 * HOUR),
    world: plan,
    facts: [customer()],
    ids: {
      members: named("m", plan.members),
      items: named("i", plan.items),
      locations: named("l", plan.locations),
      variants: named(
        "v",
        plan.items.flatMap(({ variants = [] }) => variants),
      ),
    },
    connections: plan.connections.map(({ name, mapping: confirmed }) => ({
      name,
      mappings: [{ since: at(-30 * 24 * HOUR), mapping: confirmed }],
      states: [{ since: at(-30 * 24 * HOUR), state: "active" as const }],
    })),
    access: [],
    faults: [],
    staff: [],
    ...more,
  };
}
