import type { Random } from "../direct/random";
import type { Mapping, PlannedConnection, PlannedItem, WorldPlan } from "../types";
import { WORLD_VENDORS } from "./vendors";

const PLACES = [
  ["Europe/London", "America/New_York"],
  ["Europe/Madrid", "Australia/Sydney"],
  ["Europe/Madrid", "America/New_York"],
  ["Europe/London", "Australia/Sydney"],
] as const;
const NAMES = ["North", "South"] as const;
const PEOPLE = { least: 25, most: 30 } as const;
const DAY_CHANGES = [0, 180, 240] as const;
/** Each opens the front door and some behind it; a door belongs to one connection. */
const GROUPS = [
  ["rooms", ["front", "first floor"]],
  ["desks", ["front", "second floor"]],
  ["studio", ["front", "studio"]],
  ["all day", ["front", "first floor", "second floor"]],
] as const;

function itemsOf(location: string, other: string, random: Random): PlannedItem[] {
  const named = (name: string) => `${location} ${name}`;
  const at = { location };
  return [
    ...["Lightship", "Ropewalk", "Tide", "Beacon"].map(
      (name): PlannedItem => ({ ...at, name: named(name), kind: "resource" }),
    ),
    ...["Hot", "Flex", "Virtual"].map((name): PlannedItem => ({ ...at, name: named(name), kind: "plan" })),
    { ...at, name: named("Day"), kind: "pass", minutes: null, scope: null },
    { ...at, name: named("Day here"), kind: "pass", minutes: null, scope: [location] },
    {
      ...at,
      name: named("Hours"),
      kind: "pass",
      minutes: 600,
      scope: random.chance(0.5) ? [location] : [location, other],
    },
    {
      ...at,
      name: named("Mornings"),
      kind: "pass",
      minutes: null,
      scope: [location],
      slots: [1, 2, 3, 4, 5].map((day) => ({ day, from: "07:00", to: "12:00" })),
    },
    ...["Desk 1", "Desk 2", "Desk 3"].map(
      (name): PlannedItem => ({ ...at, name: named(name), kind: "desk" }),
    ),
    {
      ...at,
      name: named("Office"),
      kind: "desk",
      variants: [
        { name: named("Office early week"), weekdays: [1, 2] },
        { name: named("Office late week"), weekdays: [3, 4, 5] },
        { name: named("Office weekend"), weekdays: [0, 6] },
      ],
    },
  ];
}

/** What an admin maps: most of it, each to one group or two. */
export function planMapping(
  items: readonly PlannedItem[],
  groups: readonly string[],
  random: Random,
): Mapping {
  const rows = items
    .filter((item) => !item.name.endsWith("Virtual") && random.chance(0.85))
    .map((item) => {
      const first = random.pick(groups);
      const second = random.pick(groups);
      return {
        item: item.name,
        groups: random.chance(0.2) && first !== second ? [first, second] : [first],
        leadMinutes: random.chance(0.15) ? random.whole(0, 30) : null,
        lagMinutes: random.chance(0.15) ? random.whole(0, 30) : null,
        keepsHours: item.slots !== undefined && random.chance(0.7),
      };
    });
  return {
    rows,
    leadMinutes: random.pick([0, 0, 5, 10, 15]),
    lagMinutes: random.pick([0, 0, 0, 10, 15]),
    teamDesks: random.chance(0.5),
    teamPlans: random.chance(0.3),
    teamPasses: random.chance(0.4),
  };
}

/** Six digits, for each number others; leading zeros too. */
export const pinOf = (number: number): string =>
  String((number * 7_919 + 4_711) % 1_000_000).padStart(6, "0");

/** The space a seed stands for: two places in zones whose clocks change, people, things to sell, doors. */
export function planWorld(random: Random): WorldPlan {
  const zones = random.pick(PLACES);
  const locations = NAMES.map((name, index) => ({
    name,
    zone: zones[index] ?? zones[0],
    dayChangeMinutes: random.pick(DAY_CHANGES),
  }));
  const count = random.whole(PEOPLE.least, PEOPLE.most);
  // A stream of its own: what people carry changes nothing else of a seed.
  const carried = random.fork("credentials");
  const members = Array.from({ length: count }, (_, index) => {
    // The last two are second profiles of the first two.
    const human = index >= count - 2 ? index - (count - 2) : index;
    return {
      name: `Member ${index + 1}`,
      email: `human${human + 1}@example.test`,
      human: `human ${human + 1}`,
      home: random.pick(NAMES),
      pin: human === index && carried.chance(0.6) ? pinOf(index) : null,
      cards: [],
    };
  });
  const items = NAMES.flatMap((name) => itemsOf(name, name === "North" ? "South" : "North", random));
  const teams = NAMES.flatMap((location) =>
    ["Crew", "Guild"].map((name) => {
      const inside = members.filter(() => random.chance(0.15)).map((member) => member.name);
      return {
        name: `${location} ${name}`,
        location,
        members: inside,
        paying: inside[0] ?? null,
        sharesPasses: random.chance(0.5),
      };
    }),
  );
  // A stream of its own: which vendors they are of changes nothing else of a seed.
  const drawn = random.fork("vendors");
  const left = [...WORLD_VENDORS];
  const connections = NAMES.map((location): PlannedConnection => {
    const vendor = drawn.pick(left);
    left.splice(left.indexOf(vendor), 1);
    const groups = GROUPS.map(([name, doors]) => ({
      name: `${location} ${name}`,
      doors: doors.map((door) => `${location} ${door}`),
    }));
    const own = items.filter((item) => item.location === location);
    return {
      name: `${location} doors`,
      vendor: vendor.id,
      locations: [location],
      groups,
      mapping: planMapping(
        own,
        groups.map((group) => group.name),
        random,
      ),
      vendorWindows: random.chance(0.5) && vendor.keepsWindows,
      syncPin: carried.chance(0.5) || !vendor.takesEmail,
      syncCards: false,
    };
  });
  return { locations, members, items, teams, connections };
}
