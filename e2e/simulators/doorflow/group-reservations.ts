import { type Body, idsField, instantField } from "./fields";
import type { GroupReservationRow, PersonRow } from "./model";
import { notFound, refused } from "./problem";
import { rememberPerson } from "./remember";
import { startSync } from "./sync";
import type { World } from "./world";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Puts a person into groups for a time. Errors: 422 with what is wrong, by field. */
export function createGroupReservation(world: World, accountId: string, body: Body): GroupReservationRow {
  const given = body.group_reservation;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw refused({ group_reservation: ["can't be blank"] });
  const input: Body = { ...given };
  const person = world.rows("people", accountId).find((p) => p.id === String(input.person_id));
  if (!person) throw refused({ person_id: ["Not found for this account"] });
  const groups = idsField(input, "group_ids") ?? [];
  if (groups.length === 0) throw refused({ group_ids: ["can't be blank"] });
  const known = new Set(world.rows("groups", accountId).map((group) => group.id));
  if (groups.some((id) => !known.has(id))) throw refused({ group_ids: ["Not found for this account"] });
  const from = instantField(input, "start_time");
  const until = instantField(input, "end_time");
  if (from == null) throw refused({ start_time: ["can't be blank"] });
  if (until == null) throw refused({ end_time: ["can't be blank"] });
  if (until - from < MINUTE_MS) throw refused({ end_time: ["must be at least a minute after the start"] });
  if (until <= world.nowMs()) throw refused({ end_time: ["must be in the future"] });
  const days = world.switches.reservationDaysMax;
  if (until - from > days * DAY_MS) throw refused({ end_time: [`must be within ${days} days of the start`] });
  const row = world.put("groupReservations", {
    ...world.base(accountId),
    person_id: person.id,
    group_ids: groups,
    from,
    until,
    state: "pending",
    cut: [],
  });
  rememberReservation(world, row, "group reservation created");
  if (from <= world.nowMs()) activate(world, row, world.nowMs());
  return row;
}

/** Pending: gone for good. Active: deactivated, and the person leaves its groups. Errors: 404. */
export function deleteGroupReservation(world: World, accountId: string, id: string): void {
  const row = world.live("groupReservations", accountId, id);
  // The list shows present and future ones only, and so does this.
  if (row.state === "deactivated") throw notFound();
  if (row.state === "active") deactivate(world, row, world.nowMs(), "group reservation taken away");
  else {
    row.deleted = true;
    touch(world, row);
    rememberReservation(world, row, "group reservation taken away");
  }
}

/** Starts and ends reservations whose time has come, each at its own instant. */
export function dueReservations(world: World, now: number): { at: number; act: () => void }[] {
  const due: { at: number; act: () => void }[] = [];
  for (const row of Object.values(world.state.tables.groupReservations)) {
    if (row.deleted || row.state === "deactivated") continue;
    if (row.state === "pending" && row.from <= now)
      due.push({ at: row.from, act: () => activate(world, row, row.from) });
    else if (row.state === "active" && row.until <= now) {
      due.push({ at: row.until, act: () => deactivate(world, row, row.until, "group reservation ended") });
    }
  }
  return due;
}

/** The groups that reservations running now give a person. */
export function reservedGroups(world: World, personId: string): Set<string> {
  return new Set(activeOf(world, personId).flatMap((r) => r.group_ids.filter((id) => !r.cut.includes(id))));
}

/** The groups as the API shows them. */
export function shownGroups(world: World, person: PersonRow): string[] {
  if (!world.switches.reservationsInGroups) return person.groups;
  return [...new Set([...person.groups, ...reservedGroups(world, person.id)])];
}

/** A whole list of groups is written: what that does to reservations that run, and what is held for good. */
export function replaceGroups(world: World, person: PersonRow, wanted: readonly string[]): void {
  const { writtenBackStays, putCutsReservations } = world.switches;
  const running = activeOf(world, person.id);
  const reserved = new Set(running.flatMap((r) => r.group_ids));
  const before = new Set(person.groups);
  person.groups = wanted.filter((id) => writtenBackStays || before.has(id) || !reserved.has(id));
  for (const row of running) {
    const cut = row.group_ids.filter((id) => !wanted.includes(id));
    const next = putCutsReservations ? cut : row.cut.filter((id) => cut.includes(id));
    if (next.join() === row.cut.join()) continue;
    row.cut = next;
    rememberReservation(world, row, "groups of the person replaced");
  }
}

function activate(world: World, row: GroupReservationRow, at: number): void {
  row.state = "active";
  touch(world, row);
  rememberReservation(world, row, "group reservation began", at);
  syncAtEdge(world, row, at);
}

export function deactivate(world: World, row: GroupReservationRow, at: number, cause: string): void {
  row.state = "deactivated";
  touch(world, row);
  rememberReservation(world, row, cause, at);
  const person = world.state.tables.people[row.person_id];
  if (world.switches.endStripsGroups && person && !person.deleted) {
    if (person.groups.some((id) => row.group_ids.includes(id))) {
      person.groups = person.groups.filter((id) => !row.group_ids.includes(id));
      rememberPerson(world, person, `${cause}, and took its groups along`, at);
    }
    for (const other of activeOf(world, person.id)) {
      const cut = other.group_ids.filter((id) => row.group_ids.includes(id) && !other.cut.includes(id));
      if (cut.length === 0) continue;
      other.cut = [...other.cut, ...cut];
      rememberReservation(world, other, `${cause}, and took its groups along`, at);
    }
  }
  syncAtEdge(world, row, at);
}

function syncAtEdge(world: World, row: GroupReservationRow, at: number): void {
  if (world.switches.reservationEdges !== "platform_syncs") return;
  // Only one that a sync has known of; what nobody ever pushed is not pushed by its edge.
  const wasSynced = world.state.syncs.some((s) => s.accountId === row.account_id && s.at >= row.created_at);
  if (wasSynced) startSync(world, row.account_id, at);
}

const activeOf = (world: World, personId: string): GroupReservationRow[] =>
  world.ofPerson("groupReservations", personId).filter((row) => row.state === "active" && !row.deleted);

function touch(world: World, row: GroupReservationRow): void {
  row.updated_at = world.nowMs();
  world.dirty = true;
}

function rememberReservation(world: World, row: GroupReservationRow, cause: string, at?: number): void {
  const { from, until, state } = row;
  world.remember(
    row,
    row.person_id,
    {
      kind: "groupReservation",
      gone: row.deleted || state === "deactivated",
      groups: row.group_ids.filter((id) => !row.cut.includes(id)),
      from,
      until,
      active: state === "active",
    },
    cause,
    at,
  );
}
