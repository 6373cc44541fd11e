import type { Mapping, Told, ToldFact } from "../types";

/** How news of a change travels; decides by when it must have been acted upon. */
export type Road =
  /** The platform says so by itself. */
  | "webhook"
  /** It has to be asked. */
  | "silent"
  /** It leaves nothing that changed behind: only looking at everything tells. */
  | "unseen"
  /** The admin confirmed it in the console. */
  | "console";

export interface Change<T> {
  /** ms; in order of time. */
  readonly at: number;
  /** Null = it is not there. */
  readonly value: T | null;
  readonly road: Road;
}

/** Something that may be known late: what it was, from when on. Before the first change there is nothing. */
export interface History<T> {
  readonly entity: string;
  readonly id: string;
  readonly changes: readonly Change<T>[];
}

/** What is true at an instant, as the number of its change; -1 = before the first. */
export function stateAt(history: History<unknown>, at: number): number {
  let state = -1;
  while ((history.changes[state + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) state += 1;
  return state;
}

export interface Customer {
  readonly isActive: boolean;
}
export interface Booking {
  readonly holder: string | null;
  readonly items: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly isTentative: boolean;
}
export interface Contract {
  readonly holder: string;
  readonly plan: string | null;
  /** Null = it has no start, and gives nothing. */
  readonly from: number | null;
  readonly until: number;
  readonly desks: readonly string[];
  readonly variants: readonly string[];
  readonly guid: string;
}
export interface Freeze {
  readonly contract: string;
  readonly from: number;
  readonly until: number;
}
export interface Pass {
  readonly holder: string;
  readonly kind: string;
  readonly location: string;
  readonly isUsed: boolean;
  readonly usedAt: number | null;
  readonly expiresAt: number;
  readonly remaining: number | null;
  /** Of the contract it came with. */
  readonly contractGuid: string | null;
}
export interface Team {
  readonly members: readonly string[];
  readonly paying: string | null;
  readonly sharesPasses: boolean;
}

export interface Histories {
  readonly customers: ReadonlyMap<string, History<Customer>>;
  readonly bookings: readonly History<Booking>[];
  readonly contracts: readonly History<Contract>[];
  readonly freezes: readonly History<Freeze>[];
  readonly passes: readonly History<Pass>[];
  readonly teams: readonly History<Team>[];
}

type Values = Readonly<Record<string, unknown>>;

/** The platform's facts, put in order. A row that lost its start or its holder is a mistake of the teller. */
export function readHistories(facts: readonly ToldFact[]): Histories {
  const of = <T>(entity: string, roads: readonly [change: Road, end: Road], read: (values: Values) => T) =>
    facts
      .filter((fact) => fact.entity === entity)
      .map((fact): History<T> => ({ entity, id: String(fact.id), changes: changesOf(fact, roads, read) }));
  const heard = ["webhook", "webhook"] as const;
  // The table names freezes with passes as changes without webhook; one deleted leaves as little behind as a pass.
  const unheard = ["silent", "unseen"] as const;
  const customers = of("Coworker", heard, readCustomer);
  return {
    customers: new Map(customers.map((each) => [each.id, each])),
    bookings: of("Booking", heard, readBooking),
    contracts: of("CoworkerContract", heard, readContract),
    freezes: of("ContractPausedPeriod", unheard, readFreeze),
    passes: of("CoworkerTimePass", unheard, readPass),
    teams: of("Team", heard, readTeam),
  };
}

function changesOf<T>(
  { versions, ended }: ToldFact,
  [change, end]: readonly [Road, Road],
  read: (values: Values) => T,
): Change<T>[] {
  const changes = versions.map(
    ({ from, values }): Change<T> => ({ at: Date.parse(from), value: read(values), road: change }),
  );
  return ended === null ? changes : [...changes, { at: Date.parse(ended.at), value: null, road: end }];
}

const id = (value: unknown): string | null =>
  value === null || value === undefined || value === "" ? null : String(value);
const ids = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const count = (value: unknown): number | null => (typeof value === "number" ? value : null);
/** Platform times without a zone are UTC. */
const instant = (value: unknown): number | null => {
  if (typeof value !== "string") return null;
  const at = Date.parse(/(z|[+-]\d{2}:?\d{2})$/i.test(value.slice(10)) ? value : `${value}Z`);
  return Number.isNaN(at) ? null : at;
};
const endOf = (value: unknown): number => instant(value) ?? Number.POSITIVE_INFINITY;

function must<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`a told fact has no ${what}`);
  return value;
}

const readCustomer = (row: Values): Customer => ({
  isActive: row.Active === true && row.Archived !== true,
});
const readBooking = (row: Values): Booking => ({
  holder: id(row.CoworkerId),
  items: [id(row.ResourceId), id(row.FloorPlanDeskId)].filter((item): item is string => item !== null),
  from: must(instant(row.FromTime), "FromTime"),
  until: must(instant(row.ToTime), "ToTime"),
  isTentative: row.Tentative === true,
});
const readContract = (row: Values): Contract => ({
  holder: must(id(row.CoworkerId), "CoworkerId"),
  plan: id(row.TariffId),
  from: instant(row.StartDate),
  until: endOf(row.CancellationDate),
  desks: ids(row.Desks),
  variants: ids(row.Variants),
  guid: String(row.UniqueId),
});
const readFreeze = (row: Values): Freeze => ({
  contract: must(id(row.CoworkerContractId), "CoworkerContractId"),
  from: must(instant(row.PauseFrom), "PauseFrom"),
  until: endOf(row.PauseUntil),
});
const readPass = (row: Values): Pass => ({
  holder: must(id(row.CoworkerId), "CoworkerId"),
  kind: must(id(row.TimePassId), "TimePassId"),
  location: must(id(row.BusinessId), "BusinessId"),
  isUsed: row.Used === true,
  usedAt: instant(row.UsedDate),
  expiresAt: endOf(row.ExpireDate),
  remaining: count(row.RemainingUses),
  contractGuid: id(row.CoworkerContractUniqueId),
});
const readTeam = (row: Values): Team => ({
  members: ids(row.TeamMembers),
  paying: id(row.PayingMemberId),
  sharesPasses: row.ShareTimePasses === true,
});

/** What the admin had confirmed for a connection, and nothing from when it was disconnected. */
export function mappingHistory(connection: Told["connections"][number]): History<Mapping> {
  const left = connection.states.find(({ state }) => state === "disconnected");
  const leftAt = left === undefined ? Number.POSITIVE_INFINITY : Date.parse(left.since);
  const confirmed = connection.mappings
    .map(
      ({ since, mapping }): Change<Mapping> => ({ at: Date.parse(since), value: mapping, road: "console" }),
    )
    .filter(({ at }) => at < leftAt);
  const end: Change<Mapping>[] = left === undefined ? [] : [{ at: leftAt, value: null, road: "console" }];
  return { entity: "mapping", id: connection.name, changes: [...confirmed, ...end] };
}
