import type {
  Action,
  FaultKind,
  Mapping,
  PlannedConnection,
  PlannedFault,
  PlannedItem,
  PlannedTeam,
  Script,
  WorldPlan,
} from "../types";

/** A world written by hand, and who may open which door when: worked out on paper, not computed. */
export interface NamedWorld {
  readonly name: string;
  readonly script: Script;
  /** By human and door, as `Ana front`: [from, until) in order. Who is not in it may open nothing. */
  readonly rightful: Readonly<Record<string, readonly (readonly [from: string, until: string])[]>>;
}

interface Written {
  readonly startsAt: string;
  readonly days: number;
  readonly actions: readonly Action[];
  readonly rightful: NamedWorld["rightful"];
  readonly zone?: string;
  readonly dayChangeMinutes?: number;
  readonly rows?: Mapping["rows"];
  readonly settings?: Partial<Omit<Mapping, "rows">>;
  readonly members?: WorldPlan["members"];
  readonly items?: readonly PlannedItem[];
  readonly teams?: readonly PlannedTeam[];
  readonly locations?: WorldPlan["locations"];
  readonly connections?: readonly PlannedConnection[];
  readonly vendorWindows?: boolean;
  readonly faults?: readonly PlannedFault[];
}

export const member = (name: string, human: string, home = "Harbour"): WorldPlan["members"][number] => ({
  name,
  human,
  home,
  email: `${human.toLowerCase()}@example.test`,
  pin: null,
  cards: [],
});

const people = [member("ana", "Ana"), member("ben", "Ben"), member("cleo", "Cleo")];

/** One of everything; the office is shared by weekdays. */
export const harbourItems: readonly PlannedItem[] = [
  { name: "Lightship", kind: "resource", location: "Harbour" },
  { name: "Ropewalk", kind: "resource", location: "Harbour" },
  { name: "Hot Desk", kind: "plan", location: "Harbour" },
  { name: "Fixed", kind: "plan", location: "Harbour" },
  { name: "Desk 1", kind: "desk", location: "Harbour" },
  {
    name: "Office",
    kind: "desk",
    location: "Harbour",
    variants: [
      { name: "Sundays", weekdays: [0] },
      { name: "Monday and Wednesday", weekdays: [1, 3] },
    ],
  },
  { name: "Day Pass", kind: "pass", location: "Harbour" },
  { name: "Ten Hours", kind: "pass", location: "Harbour", minutes: 600 },
];

/** Each item leads to the door named after it here. */
const DOORS: Readonly<Record<string, string>> = {
  Lightship: "lightship",
  Ropewalk: "ropewalk",
  "Hot Desk": "lounge",
  Fixed: "studio",
  "Desk 1": "floor",
  Office: "office",
  "Day Pass": "front",
  "Ten Hours": "side",
};

export const rowsTo = (doors: Readonly<Record<string, string>>): Mapping["rows"] =>
  Object.entries(doors).map(([item, door]) => ({ item, groups: [door] }));

export const mapping = (rows: Mapping["rows"], settings: Partial<Omit<Mapping, "rows">> = {}): Mapping => ({
  rows,
  leadMinutes: 0,
  lagMinutes: 0,
  teamDesks: false,
  teamPlans: false,
  teamPasses: false,
  ...settings,
});

/** Everything mapped as above, for a later mapping that changes a little of it. */
export const everything = (settings: Partial<Omit<Mapping, "rows">> = {}): Mapping =>
  mapping(rowsTo(DOORS), settings);

export function connection(
  name: string,
  locations: readonly string[],
  confirmed: Mapping,
  more: Partial<PlannedConnection> = {},
): PlannedConnection {
  const groups = [...new Set(confirmed.rows.flatMap((row) => row.groups))];
  return {
    name,
    vendor: "akiles",
    locations,
    groups: groups.map((group) => ({ name: group, doors: [group] })),
    mapping: confirmed,
    vendorWindows: false,
    syncPin: false,
    syncCards: false,
    ...more,
  };
}

export const book = (
  at: string,
  id: string,
  member: string,
  item: string,
  from: string,
  to: string,
  tentative = false,
): Action => ({ at, do: "book", id, member, item, from, to, tentative });

/** A booking that somebody still has to confirm. */
export const asked = (
  at: string,
  id: string,
  member: string,
  item: string,
  from: string,
  to: string,
): Action => book(at, id, member, item, from, to, true);

export const move = (at: string, id: string, from: string, to: string, item?: string): Action => ({
  at,
  do: "move",
  id,
  from,
  to,
  ...(item === undefined ? {} : { item }),
});

/** A fault at the platform or of the process, or at the vendor when a connection is named. */
export const fault = (
  kind: FaultKind,
  at: string,
  until: string,
  more: Partial<Pick<PlannedFault, "connection" | "times">> = {},
): PlannedFault => ({ kind, at, until, connection: null, times: null, ...more });

const iso = (at: string): string => new Date(at).toISOString();

/** A script of one place, Harbour, with one connection, unless it says otherwise. Seed 0: nothing is left to chance. */
export function written(name: string, of: Written): NamedWorld {
  const { zone = "Europe/London", dayChangeMinutes = 180, vendorWindows = false } = of;
  const confirmed = mapping(of.rows ?? rowsTo(DOORS), of.settings);
  return {
    name,
    script: {
      name,
      seed: 0,
      startsAt: iso(of.startsAt),
      days: of.days,
      world: {
        locations: of.locations ?? [{ name: "Harbour", zone, dayChangeMinutes }],
        members: of.members ?? people,
        items: of.items ?? harbourItems,
        teams: of.teams ?? [],
        connections: of.connections ?? [connection("doors", ["Harbour"], confirmed, { vendorWindows })],
      },
      actions: of.actions.map((action) => ({ ...action, at: iso(action.at) })),
      faults: (of.faults ?? []).map((each) => ({ ...each, at: iso(each.at), until: iso(each.until) })),
    },
    rightful: of.rightful,
  };
}
