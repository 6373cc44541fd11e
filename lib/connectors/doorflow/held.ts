import { VendorError } from "../errors";
import { allReservations, type DoorFlowHttp, getPerson, putGroups } from "./api";
import { givenGroups } from "./convert";
import type { DoorFlowPerson, DoorFlowReservation } from "./schemas";

/** What one person holds: the groups as shown, and the reservations to come and running. */
export interface Held {
  readonly person: DoorFlowPerson;
  readonly groups: ReadonlySet<string>;
  readonly reservations: readonly DoorFlowReservation[];
  /** The same of everybody else: a reservation is looked for by its id alone. */
  readonly others: readonly DoorFlowReservation[];
}

/** Those that have not ended, by person. */
export async function liveReservations(http: DoorFlowHttp): Promise<readonly DoorFlowReservation[]> {
  return (await allReservations(http)).filter((row) => row.state !== "deactivated");
}

/**
 * The person first, then the reservations: one that begins in between is among them. Two calls. Errors: `not_found`.
 * UNVERIFIED: that `groups` shows those of running reservations.
 */
export async function readHeld(http: DoorFlowHttp, personId: string): Promise<Held> {
  const person = await getPerson(http, personId);
  if (person.id !== personId)
    throw new VendorError("unexpected_response", "doorflow get_person: another person");
  const all = await liveReservations(http);
  return {
    person,
    groups: new Set(person.groups),
    reservations: all.filter((row) => row.person_id === personId),
    others: all.filter((row) => row.person_id !== personId),
  };
}

/** Whether the person is in the group by a bare membership: shown, and by no running reservation. */
export const isMember = (held: Held, groupId: string, now: Date): boolean =>
  held.groups.has(groupId) && !givenGroups(held.reservations, now).has(groupId);

/**
 * Writes the whole list, for there is no other way: what was shown a moment ago with `add` and without `remove`, those of
 * running reservations included, which a list without them would cut short. Then reads again, and puts back what running
 * reservations lost by it, but for `remove`: where that is missing, the caller knows whose it is. UNVERIFIED: that a group
 * which is written back goes with the end of its reservation.
 *
 * Errors: `invalid_request` with code `group_not_kept` when the group is not there afterwards (a directory fills some
 * groups by itself); `unexpected_response` when the one taken away still is.
 */
export async function changeGroups(
  http: DoorFlowHttp,
  before: Held,
  change: { readonly add?: string; readonly remove?: string },
  now: Date,
): Promise<Held> {
  const { add, remove } = change;
  const groups = new Set(before.groups);
  if (remove !== undefined) groups.delete(remove);
  const kept = { ...before, groups };
  await putGroups(http, before.person.id, [...new Set([...groups, ...(add === undefined ? [] : [add])])]);
  const after = await putBack(http, kept, await readHeld(http, before.person.id), now);
  // One that a running reservation gives may be shown as that, or not at all, until the reservation ends.
  if (add !== undefined && !after.groups.has(add) && !givenGroups(after.reservations, now).has(add))
    throw new VendorError("invalid_request", "doorflow put_person: the group was not kept", {
      field: "group",
      vendorCode: "group_not_kept",
    });
  if (remove !== undefined && isMember(after, remove, now))
    throw new VendorError("unexpected_response", "doorflow put_person: the group is still there");
  return after;
}

/**
 * Groups of running reservations that were shown before and are not now: a change took them along. They are written back;
 * `keep` = a group that is due by a membership of its own.
 */
export async function putBack(
  http: DoorFlowHttp,
  before: Pick<Held, "person" | "groups">,
  after: Held,
  now: Date,
  keep?: string,
): Promise<Held> {
  const given = givenGroups(after.reservations, now);
  const lost = [...before.groups].filter((id) => given.has(id) && !after.groups.has(id));
  if (keep !== undefined && !after.groups.has(keep)) lost.push(keep);
  if (lost.length === 0) return after;
  await putGroups(http, before.person.id, [...new Set([...after.groups, ...lost])]);
  const mended = await readHeld(http, before.person.id);
  if (lost.every((id) => mended.groups.has(id))) return mended;
  throw new VendorError("unexpected_response", "doorflow put_person: a group is missing");
}
