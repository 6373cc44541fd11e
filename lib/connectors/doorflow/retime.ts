import type { Window } from "@/lib/access/types";
import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { orNull } from "../outcomes";
import { createReservation, type DoorFlowHttp, deleteReservation } from "./api";
import {
  type EndedWindow,
  type GrantId,
  hasWindow,
  membershipGrantId,
  neededId,
  parseGrantId,
  reservationGrantId,
} from "./convert";
import { endReservation, equalReservation } from "./grants";
import { changeGroups, type Held, isMember, readHeld } from "./held";

type Retime = Extract<VendorOperation, { readonly verb: "retime" }>;
type Of<Kind extends GrantId["kind"]> = Extract<GrantId, { readonly kind: Kind }>;

interface Change<Kind extends GrantId["kind"]> {
  readonly http: DoorFlowHttp;
  readonly held: Held;
  readonly of: Of<Kind>;
  readonly now: Date;
  /** Whether an attempt before may have made what is asked for; undefined = nobody looked. */
  readonly begun?: boolean | undefined;
}

/**
 * DoorFlow knows no change of times: a new grant is made, then the old one is taken away, and the outcome names the new
 * one. A repeat with the old id finds it. `until: null` makes it a bare membership, whose start is now.
 *
 * Errors: `not_found` when the grant is gone and none equal to what was asked for is there, or it is somebody else's.
 */
export async function retime(http: DoorFlowHttp, op: Retime, now: Date): Promise<OperationOutcome> {
  const personId = neededId(op.vendorPersonId, "retime");
  const of = parseGrantId(op.vendorGrantId);
  if (of === null || (of.kind === "membership" && of.personId !== personId)) throw gone();
  const held = await readHeld(http, personId);
  const window = ended(op.window);
  if (of.kind === "membership") {
    const change = { http, held, of, now, begun: op.begun };
    return window === null ? stays(change) : membershipToReservation(change, window);
  }
  if (held.others.some((row) => row.id === of.reservationId)) throw gone();
  const change = { http, held, of, now };
  return window === null ? reservationToMembership(change) : moveReservation(change, window);
}

const ended = ({ from, until }: Window): EndedWindow | null => (until === null ? null : { from, until });
const gone = () => new VendorError("not_found", "doorflow retime: no such grant of this person");

/** A membership has no start that could change. */
function stays({ held, of, now }: Change<"membership">): OperationOutcome {
  if (!isMember(held, of.groupId, now)) throw gone();
  return { status: "already_satisfied", vendorId: membershipGrantId(of.personId, of.groupId) };
}

/** The new one is there before the old one goes; the end of the old one may take the group of both along. */
async function moveReservation(
  { http, held, of, now }: Change<"reservation">,
  window: EndedWindow,
): Promise<OperationOutcome> {
  const { groupId } = of;
  const personId = held.person.id;
  const current = held.reservations.find((row) => row.id === of.reservationId);
  if (current && hasWindow(current, window))
    return { status: "already_satisfied", vendorId: reservationGrantId(current.id, groupId) };
  const equal = equalReservation(held, groupId, window);
  if (!current && !equal) throw gone();
  const next = equal ?? (await createReservation(http, { personId, groupIds: [groupId], ...window }));
  const vendorId = reservationGrantId(next.id, groupId);
  if (!current) return { status: "already_satisfied", vendorId };
  await endReservation(http, held, current, { groupId, now });
  return { status: "applied", vendorId };
}

/** Into the group before the reservation goes; where its end takes the group along, in once more. */
async function reservationToMembership({
  http,
  held,
  of,
  now,
}: Change<"reservation">): Promise<OperationOutcome> {
  const { groupId } = of;
  const vendorId = membershipGrantId(held.person.id, groupId);
  const current = held.reservations.find((row) => row.id === of.reservationId);
  if (!current) {
    if (isMember(held, groupId, now)) return { status: "already_satisfied", vendorId };
    throw gone();
  }
  const joined = await changeGroups(http, held, { add: groupId }, now);
  await endReservation(http, joined, current, { groupId, now, keeps: true });
  return { status: "applied", vendorId };
}

/**
 * The reservation is there before the membership goes. Where the group is missing then, leaving it may have cut the
 * reservation, or reservations are never shown: it is made anew, now that nothing is left to take along. The group is not
 * written back, for by that it could be held without an end.
 */
async function membershipToReservation(
  { http, held, of, now, begun }: Change<"membership">,
  window: EndedWindow,
): Promise<OperationOutcome> {
  const { groupId, personId } = of;
  const create = () => createReservation(http, { personId, groupIds: [groupId], ...window });
  // One that is there although nothing was begun is of somebody else, and is left alone.
  const equal = begun === false ? undefined : equalReservation(held, groupId, window);
  const isThere = begun === false ? held.groups.has(groupId) : isMember(held, groupId, now);
  if (!equal && !isThere) throw gone();
  if (equal && !held.groups.has(groupId))
    return { status: "already_satisfied", vendorId: reservationGrantId(equal.id, groupId) };
  let next = equal ?? (await create());
  // Where an attempt before lost its answer: whether the membership is still there too cannot be seen, so it goes again.
  const after = await changeGroups(http, held, { remove: groupId }, now);
  if (window.from.getTime() <= now.getTime() && !after.groups.has(groupId)) {
    await orNull(() => deleteReservation(http, next.id), "not_found");
    next = await create();
  }
  return { status: "applied", vendorId: reservationGrantId(next.id, groupId) };
}
