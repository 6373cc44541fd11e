import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { orNull } from "../outcomes";
import { createReservation, type DoorFlowHttp, deleteReservation } from "./api";
import {
  type EndedWindow,
  endedWindow,
  hasWindow,
  isRunning,
  membershipGrantId,
  neededId,
  parseGrantId,
  reservationGrantId,
} from "./convert";
import { changeGroups, type Held, isMember, putBack, readHeld } from "./held";
import type { DoorFlowReservation } from "./schemas";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

/**
 * A window with an end becomes a reservation of the group, which DoorFlow starts and ends itself; none at all a bare
 * membership, in force at once. Looks first for one equal in person, group and times, since neither carries a mark.
 *
 * Errors: `not_found` for an unknown person; `unsupported` for a window without an end; `invalid_request` for one that
 * has ended, is longer than the account allows, or of an unknown group.
 */
export async function grant(http: DoorFlowHttp, op: Verb<"grant">, now: Date): Promise<OperationOutcome> {
  const personId = neededId(op.vendorPersonId, "grant");
  const groupId = neededId(op.groupId, "grant");
  const window = op.window === null ? null : endedWindow(op.window, "grant");
  const held = await readHeld(http, personId);
  if (window === null) {
    const vendorId = membershipGrantId(personId, groupId);
    if (isMember(held, groupId, now)) return { status: "already_satisfied", vendorId };
    await changeGroups(http, held, { add: groupId }, now);
    return { status: "applied", vendorId };
  }
  const equal = equalReservation(held, groupId, window);
  if (equal) return { status: "already_satisfied", vendorId: reservationGrantId(equal.id, groupId) };
  const made = await createReservation(http, { personId, groupIds: [groupId], ...window });
  return { status: "applied", vendorId: reservationGrantId(made.id, groupId) };
}

/** One of the group alone, with these times: the last listed, made last where there are several. UNVERIFIED: the order. */
export const equalReservation = (held: Held, groupId: string, window: EndedWindow) =>
  held.reservations.findLast((row) => row.group_ids.join() === groupId && hasWindow(row, window));

/**
 * Takes away a reservation, or a person out of a group. Only what the person and the list of reservations show afterwards
 * counts. `keeps` = a membership of the same group is due to stay, and is put back where the end of the reservation took
 * it along. Errors: `not_found` when the person is unknown, or not the one of the grant.
 */
export async function revoke(http: DoorFlowHttp, op: Verb<"revoke">, now: Date): Promise<OperationOutcome> {
  const personId = neededId(op.vendorPersonId, "revoke");
  const named = parseGrantId(op.vendorGrantId);
  if (named === null) throw new VendorError("not_found", "doorflow revoke: not the name of a grant");
  const { groupId } = named;
  const vendorId = op.vendorGrantId;
  if (named.kind === "membership") {
    if (named.personId !== personId)
      throw new VendorError("not_found", "doorflow revoke: a membership of somebody else");
    const held = await readHeld(http, personId);
    if (!held.groups.has(groupId)) return { status: "already_satisfied", vendorId };
    const after = await changeGroups(http, held, { remove: groupId }, now);
    if (!after.groups.has(groupId)) await giveAnew(http, after, groupId, now);
    return { status: "applied", vendorId };
  }
  const held = await readHeld(http, personId);
  if (held.others.some((row) => row.id === named.reservationId))
    throw new VendorError("not_found", "doorflow revoke: a reservation of somebody else");
  const reservation = held.reservations.find((row) => row.id === named.reservationId);
  const keeps = op.keeps === true;
  if (reservation?.group_ids.includes(groupId)) {
    await endReservation(http, held, reservation, { groupId, now, keeps });
    return { status: "applied", vendorId };
  }
  await putBack(http, held, held, now, keeps ? groupId : undefined);
  return { status: "already_satisfied", vendorId };
}

/**
 * A running reservation that somebody else made for a group which the person was just taken out of: it may have been cut,
 * or never be shown, and nobody can tell which. An equal one gives the group in either case, and ends with it.
 */
async function giveAnew(http: DoorFlowHttp, held: Held, groupId: string, now: Date): Promise<void> {
  for (const row of held.reservations) {
    if (!isRunning(row, now) || !row.group_ids.includes(groupId)) continue;
    const { start_time: from, end_time: until } = row;
    await createReservation(http, { personId: held.person.id, groupIds: [groupId], from, until });
  }
}

const isSame = (some: readonly string[], others: readonly string[]) =>
  some.toSorted().join() === others.toSorted().join();

/**
 * Deletes a reservation, looks whether it is gone, and puts back what went with it and is due otherwise. Of one over several
 * groups, which somebody else made, only this group ends: the others get one of their own first,
 * unless one equal in person, groups and times is there.
 *
 * Errors: `unexpected_response` when it is still listed.
 */
export async function endReservation(
  http: DoorFlowHttp,
  before: Held,
  reservation: DoorFlowReservation,
  of: { readonly groupId: string; readonly now: Date; readonly keeps?: boolean },
): Promise<void> {
  const { groupId, now, keeps = false } = of;
  const personId = before.person.id;
  const { start_time: from, end_time: until } = reservation;
  const groupIds = reservation.group_ids.filter((id) => id !== groupId);
  // An attempt before may have come this far.
  const isMade = before.reservations.some(
    (row) => row.id !== reservation.id && isSame(row.group_ids, groupIds) && hasWindow(row, { from, until }),
  );
  if (groupIds.length > 0 && until.getTime() > now.getTime() && !isMade)
    await createReservation(http, { personId, groupIds, from, until });
  await orNull(() => deleteReservation(http, reservation.id), "not_found");
  const after = await readHeld(http, personId);
  if (after.reservations.some((row) => row.id === reservation.id))
    throw new VendorError("unexpected_response", "doorflow delete_group_reservation: it is still there");
  await putBack(http, before, after, now, keeps ? groupId : undefined);
}
