import type { PlannedConnection, PlannedItem, Told } from "../types";
import { hoursIn, weekdaysIn } from "./local-time";
import type { Stretch } from "./stretch";

/** The planned world by the platform's ids: what never changes while it is played. */
export interface Atlas {
  readonly span: Stretch;
  readonly humans: readonly Human[];
  readonly doors: readonly Door[];
  /** Each access group as a door that it alone opens. */
  readonly groups: readonly Door[];
  readonly itemIds: ReadonlyMap<string, string>;
  readonly items: ReadonlyMap<string, PlannedItem>;
  readonly locations: ReadonlyMap<string, Location>;
  /** Part-time shares: the desk they are of, and their local days. */
  readonly variants: ReadonlyMap<string, { readonly desk: string; readonly days: readonly Stretch[] }>;
  /** Kinds of pass with hours of their own. */
  readonly hours: ReadonlyMap<string, readonly Stretch[]>;
}

export interface Human {
  readonly name: string;
  /** Customer ids: one human may have several profiles. */
  readonly profiles: readonly string[];
}
export interface Door {
  readonly name: string;
  readonly connection: PlannedConnection;
  readonly groups: ReadonlySet<string>;
}
export interface Location {
  readonly name: string;
  readonly zone: string;
  readonly dayChangeMinutes: number;
}

const DAY_MS = 24 * 3_600_000;

export function readAtlas(told: Told): Atlas {
  const { world, ids } = told;
  const span = { from: Date.parse(told.from), until: Date.parse(told.to) };
  // An hour that began before, or ends after, still counts inside.
  const wider = { from: span.from - 2 * DAY_MS, until: span.until + 2 * DAY_MS };
  const zoneOf = (location: string) => named(world.locations, location).zone;
  const itemIds = new Map(world.items.map(({ name }) => [name, idOf(ids.items, name)]));
  const byId = world.items.map((item) => [idOf(ids.items, item.name), item] as const);
  return {
    span,
    itemIds,
    items: new Map(byId),
    locations: new Map(world.locations.map((each) => [idOf(ids.locations, each.name), each])),
    variants: new Map(
      byId.flatMap(([desk, item]) =>
        (item.variants ?? []).map(({ name, weekdays }) => {
          const days = weekdaysIn(wider, weekdays, zoneOf(item.location));
          return [idOf(ids.variants, name), { desk, days }] as const;
        }),
      ),
    ),
    hours: new Map(
      byId.flatMap(([id, { slots = [], location }]) =>
        slots.length === 0 ? [] : [[id, hoursIn(wider, slots, zoneOf(location))] as const],
      ),
    ),
    humans: [...new Set(world.members.map(({ human }) => human))].map((name) => ({
      name,
      profiles: world.members
        .filter(({ human }) => human === name)
        .map((each) => idOf(ids.members, each.name)),
    })),
    groups: world.connections.flatMap((connection) =>
      connection.groups.map(({ name }) => ({ name, connection, groups: new Set([name]) })),
    ),
    doors: world.connections.flatMap((connection) =>
      [...new Set(connection.groups.flatMap(({ doors }) => doors))].map((name) => ({
        name,
        connection,
        groups: new Set(connection.groups.filter(({ doors }) => doors.includes(name)).map((g) => g.name)),
      })),
    ),
  };
}

function idOf(ids: Readonly<Record<string, string>>, name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`nobody told the id of ${name}`);
  return id;
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the world has no ${name}`);
  return found;
}
