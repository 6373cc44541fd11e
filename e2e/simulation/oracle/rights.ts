import type { Mapping } from "../types";
import type { Atlas, Door, Human } from "./atlas";
import type { Booking, Contract, Customer, Freeze, Histories, History, Pass, Team } from "./history";
import { dayEndsAt } from "./local-time";
import { anyHolds, type Stretch } from "./stretch";

/** Which version of a fact to go by; null = it is not there. */
export type Belief = <T>(history: History<T>) => T | null;

interface Row {
  readonly leadMs: number;
  readonly lagMs: number;
  readonly keepsHours: boolean;
}

/** Everything that may let one human through one door, whoever holds it. */
export interface Cell {
  readonly human: Human;
  readonly door: Door;
  readonly mapping: History<Mapping>;
  readonly customers: ReadonlyMap<string, History<Customer>>;
  readonly bookings: readonly History<Booking>[];
  readonly contracts: readonly (History<Contract> & { readonly freezes: readonly History<Freeze>[] })[];
  readonly passes: readonly (History<Pass> & { readonly freezes: readonly History<Freeze>[] })[];
  readonly teams: readonly History<Team>[];
  /** Contracts by the id that passes name them by. */
  readonly guidOwners: ReadonlyMap<string, readonly string[]>;
}

const versions = <T>({ changes }: History<T>): T[] =>
  changes.flatMap(({ value }) => (value === null ? [] : [value]));

/** Picks the facts that can ever matter for a human at a door; the rest says nothing about it. */
export function cellOf(
  atlas: Atlas,
  histories: Histories,
  { human, door, mapping }: Pick<Cell, "human" | "door" | "mapping">,
): Cell {
  const own = new Set(human.profiles);
  const everMapped = new Set(
    versions(mapping).flatMap((each) =>
      each.rows
        .filter(({ groups }) => groups.some((group) => door.groups.has(group)))
        .map(({ item }) => atlas.itemIds.get(item) ?? ""),
    ),
  );
  const guidOwners = new Map<string, string[]>();
  for (const contract of histories.contracts)
    for (const guid of new Set(versions(contract).map((each) => each.guid)))
      guidOwners.set(guid, [...(guidOwners.get(guid) ?? []), contract.id]);
  const deskOf = (variant: string) => atlas.variants.get(variant)?.desk ?? "";
  const teams = histories.teams.filter((team) =>
    versions(team).some(({ members }) => members.some((member) => own.has(member))),
  );
  const others = new Set(
    teams.flatMap((team) => versions(team).flatMap(({ members, paying }) => [...members, paying ?? ""])),
  );
  const isAnybodys = (holder: string | null) => holder !== null && (own.has(holder) || others.has(holder));

  const contracts = histories.contracts.filter((contract) =>
    versions(contract).some(
      ({ holder, plan, desks, variants }) =>
        isAnybodys(holder) &&
        [plan ?? "", ...desks, ...variants.map(deskOf)].some((item) => everMapped.has(item)),
    ),
  );
  const freezesOf = (contractIds: readonly string[]) =>
    histories.freezes.filter((freeze) =>
      versions(freeze).some(({ contract }) => contractIds.includes(contract)),
    );
  const passes = histories.passes.filter((pass) =>
    versions(pass).some(({ holder, kind }) => isAnybodys(holder) && everMapped.has(kind)),
  );
  return {
    human,
    door,
    mapping,
    customers: histories.customers,
    bookings: histories.bookings.filter((booking) =>
      versions(booking).some(
        ({ holder, items }) =>
          holder !== null && own.has(holder) && items.some((item) => everMapped.has(item)),
      ),
    ),
    contracts: contracts.map((each) => ({ ...each, freezes: freezesOf([each.id]) })),
    passes: passes.map((each) => {
      const owners = versions(each).flatMap(({ contractGuid }) => guidOwners.get(contractGuid ?? "") ?? []);
      return { ...each, freezes: freezesOf(owners) };
    }),
    teams,
    guidOwners,
  };
}

/** What lets the human in at an instant if this is what is so; empty = nothing does. Ids only. */
export function reasonsAt(atlas: Atlas, cell: Cell, at: number, belief: Belief): string[] {
  const mapping = belief(cell.mapping);
  if (mapping === null) return [];
  const reasons: string[] = [];
  const byItem = rowsOf(atlas, cell.door, mapping);
  const rows = (item: string): readonly Row[] => byItem.get(item) ?? [];
  const isActive = (profile: string) => {
    const history = cell.customers.get(profile);
    return history !== undefined && belief(history)?.isActive === true;
  };
  const teams = cell.teams.flatMap((team) => belief(team) ?? []);
  const profiles = cell.human.profiles.filter(isActive);
  const isOwn = (holder: string) => profiles.includes(holder);
  const isInTeamWith = (team: Team) => team.members.some((member) => profiles.includes(member));
  const isPaidFor = (holder: string) =>
    isActive(holder) && teams.some((team) => team.paying === holder && isInTeamWith(team));
  const isPooled = (holder: string) =>
    isActive(holder) &&
    teams.some((team) => team.sharesPasses && team.members.includes(holder) && isInTeamWith(team));

  for (const history of cell.bookings) {
    const booking = belief(history);
    if (booking === null || booking.isTentative || booking.until <= booking.from) continue;
    if (booking.holder === null || !isOwn(booking.holder)) continue;
    const isOpen = ({ leadMs, lagMs }: Row) => booking.from - leadMs <= at && at < booking.until + lagMs;
    if (booking.items.some((item) => rows(item).some(isOpen))) reasons.push(`booking ${history.id}`);
  }
  for (const history of cell.contracts) {
    const contract = belief(history);
    if (contract === null || contract.from === null) continue;
    if (at < contract.from || at >= contract.until || isFrozen(history, at, belief)) continue;
    const reach = (switchedOn: boolean) =>
      isOwn(contract.holder) || (switchedOn && isPaidFor(contract.holder));
    const byPlan = contract.plan !== null && rows(contract.plan).length > 0 && reach(mapping.teamPlans);
    const desks = desksAt(atlas, contract, at);
    const byDesk = desks.some((desk) => rows(desk).length > 0) && reach(mapping.teamDesks);
    if (byPlan || byDesk) reasons.push(`contract ${history.id}`);
  }
  for (const history of cell.passes) {
    const pass = belief(history);
    if (pass === null || at >= passEndsAt(atlas, pass) || isFrozenPass(cell, history, pass, at, belief))
      continue;
    if (!isOwn(pass.holder) && !(mapping.teamPasses && isPooled(pass.holder))) continue;
    if (!isGoodAt(atlas, cell.door, pass)) continue;
    const hours = atlas.hours.get(pass.kind);
    const isOpen = ({ keepsHours }: Row) => !keepsHours || hours === undefined || anyHolds(hours, at);
    if (rows(pass.kind).some(isOpen)) reasons.push(`pass ${history.id}`);
  }
  return reasons;
}

const MINUTE_MS = 60_000;

const rowsByDoor = new WeakMap<Mapping, Map<Door, ReadonlyMap<string, readonly Row[]>>>();

/** A mapping's rows that lead to a door, by item. Asked for at every instant, so it is kept. */
function rowsOf(atlas: Atlas, door: Door, mapping: Mapping): ReadonlyMap<string, readonly Row[]> {
  const doors = rowsByDoor.get(mapping) ?? new Map<Door, ReadonlyMap<string, readonly Row[]>>();
  rowsByDoor.set(mapping, doors);
  const known = doors.get(door);
  if (known) return known;
  const rows = new Map<string, Row[]>();
  for (const row of mapping.rows) {
    if (!row.groups.some((group) => door.groups.has(group))) continue;
    const item = atlas.itemIds.get(row.item) ?? "";
    const read = {
      leadMs: (row.leadMinutes ?? mapping.leadMinutes) * MINUTE_MS,
      lagMs: (row.lagMinutes ?? mapping.lagMinutes) * MINUTE_MS,
      keepsHours: row.keepsHours === true,
    };
    rows.set(item, [...(rows.get(item) ?? []), read]);
  }
  doors.set(door, rows);
  return rows;
}

/** Desks and offices a contract gives at an instant: one held by a share of it, on the share's days only. */
function desksAt(atlas: Atlas, contract: Contract, at: number): string[] {
  const shares = contract.variants.flatMap((variant) => atlas.variants.get(variant) ?? []);
  const whole = contract.desks.filter((desk) => !shares.some((share) => share.desk === desk));
  return [...whole, ...shares.filter(({ days }) => anyHolds(days, at)).map(({ desk }) => desk)];
}

function isFrozen(
  { id, freezes }: { readonly id: string; readonly freezes: readonly History<Freeze>[] },
  at: number,
  belief: Belief,
): boolean {
  return freezes.some((history) => {
    const freeze = belief(history);
    return freeze !== null && freeze.contract === id && freeze.from <= at && at < freeze.until;
  });
}

function isFrozenPass(
  cell: Cell,
  { freezes }: { readonly freezes: readonly History<Freeze>[] },
  pass: Pass,
  at: number,
  belief: Belief,
): boolean {
  if (pass.contractGuid === null || freezes.length === 0) return false;
  const ids = cell.guidOwners.get(pass.contractGuid) ?? [];
  return ids.some((id) => isFrozen({ id, freezes }, at, belief));
}

const passEnds = new WeakMap<Pass, number>();

/** Until when a pass admits, ms. A used day pass admits till its day ends; minutes while some are left. */
function passEndsAt(atlas: Atlas, pass: Pass): number {
  const known = passEnds.get(pass) ?? readPassEnd(atlas, pass);
  passEnds.set(pass, known);
  return known;
}

function readPassEnd(atlas: Atlas, pass: Pass): number {
  const kind = atlas.items.get(pass.kind);
  if ((kind?.minutes ?? null) !== null) {
    const isSpent = pass.isUsed || (pass.remaining !== null && pass.remaining <= 0);
    return isSpent ? Number.NEGATIVE_INFINITY : pass.expiresAt;
  }
  if (!pass.isUsed) return pass.expiresAt;
  const place = atlas.locations.get(pass.location);
  if (pass.usedAt === null || place === undefined) return Number.NEGATIVE_INFINITY;
  return dayEndsAt(pass.usedAt, place.zone, place.dayChangeMinutes);
}

/** Whether the connection's locations are among those a pass is good at. */
function isGoodAt(atlas: Atlas, door: Door, pass: Pass): boolean {
  const kind = atlas.items.get(pass.kind);
  if (kind === undefined) return false;
  if ((kind.scope ?? null) === null) return true;
  const own = atlas.locations.get(pass.location)?.name ?? kind.location;
  const good = [...(kind.scope ?? []), kind.location, own];
  return door.connection.locations.some((location) => good.includes(location));
}

/** Every instant at which, by the clock alone, some version of these facts may begin or end to let anybody in. */
export function clockPoints(atlas: Atlas, cell: Cell): Map<number, ClockPoint[]> {
  const points = new Map<number, ClockPoint[]>();
  const add = (at: number | null, history: History<unknown>, state: number) => {
    if (at === null || !Number.isFinite(at)) return;
    points.set(at, [...(points.get(at) ?? []), { history, state }]);
  };
  const each = <T>(history: History<T>, visit: (value: T, add: (at: number | null) => void) => void) =>
    history.changes.forEach(({ value }, state) => {
      if (value !== null) visit(value, (at) => add(at, history, state));
    });
  const ends = (stretches: readonly Stretch[]) => stretches.flatMap(({ from, until }) => [from, until]);

  const buffers = versions(cell.mapping).flatMap((mapping) => [
    { leadMs: mapping.leadMinutes * MINUTE_MS, lagMs: mapping.lagMinutes * MINUTE_MS },
    ...mapping.rows.map((row) => ({
      leadMs: (row.leadMinutes ?? mapping.leadMinutes) * MINUTE_MS,
      lagMs: (row.lagMinutes ?? mapping.lagMinutes) * MINUTE_MS,
    })),
  ]);
  for (const booking of cell.bookings)
    each(booking, ({ from, until }, put) => {
      for (const lead of new Set(buffers.map(({ leadMs }) => leadMs))) put(from - lead);
      for (const lag of new Set(buffers.map(({ lagMs }) => lagMs))) put(until + lag);
    });
  for (const contract of cell.contracts) {
    each(contract, ({ from, until, variants }, put) => {
      for (const at of [from, until]) put(at);
      for (const variant of variants) for (const at of ends(atlas.variants.get(variant)?.days ?? [])) put(at);
    });
  }
  for (const pass of cell.passes)
    each(pass, (value, put) => {
      put(passEndsAt(atlas, value));
      for (const at of ends(atlas.hours.get(value.kind) ?? [])) put(at);
    });
  for (const freeze of new Set([...cell.contracts, ...cell.passes].flatMap(({ freezes }) => freezes)))
    each(freeze, ({ from, until }, put) => {
      for (const at of [from, until]) put(at);
    });
  return points;
}

export interface ClockPoint {
  readonly history: History<unknown>;
  /** The version it comes from. */
  readonly state: number;
}

/** All histories a verdict about the cell may hang on. */
export function historiesOf(cell: Cell): History<unknown>[] {
  const frozen = [...cell.contracts, ...cell.passes].flatMap(({ freezes }) => freezes);
  const holders = [
    ...cell.contracts.flatMap((each) => versions(each).map(({ holder }) => holder)),
    ...cell.passes.flatMap((each) => versions(each).map(({ holder }) => holder)),
    ...cell.human.profiles,
  ];
  const customers = [...new Set(holders)].flatMap((profile) => cell.customers.get(profile) ?? []);
  return [
    cell.mapping,
    ...customers,
    ...cell.bookings,
    ...cell.contracts,
    ...cell.passes,
    ...new Set(frozen),
    ...cell.teams,
  ];
}
