import type { AccessGroupId, Window } from "@/lib/access/types";
import type { VendorGrant, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import { parsePersonMarker } from "../marker";
import type { DoorFlowPerson, DoorFlowReservation } from "./schemas";

/** DoorFlow's shapes <-> our nouns. Pure; `now` is a parameter. */

/** Stands where DoorFlow wants a name and there is none. */
const NO_NAME = "-";

export const isId = (text: string): boolean => /^[1-9]\d{0,15}$/.test(text);

/** Text that is no number of DoorFlow's can be nobody's: it is never sent. Errors: `not_found`. */
export function neededId(text: string, what: string): string {
  if (isId(text)) return text;
  throw new VendorError("not_found", `doorflow ${what}: not an id`);
}

/** First name = all but the last word; DoorFlow wants both. */
export function toNames(name: string): { readonly first_name: string; readonly last_name: string } {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? words.pop() : undefined;
  return { first_name: words.join(" ") || NO_NAME, last_name: last ?? NO_NAME };
}

/** For DoorFlow's own admins to read, in the notes: `nx_coworker=4711`. */
export const toNotes = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Made by Lintel: `system_id`, which only the API can write, is our mark. Only then are PIN and cards ours. */
export const isMadeByLintel = (person: DoorFlowPerson): boolean =>
  person.system_id != null && parsePersonMarker(person.system_id) !== null;

/** What carries a grant: a reservation of the group, or the bare membership, which has no id of its own. */
export type GrantId =
  | { readonly kind: "reservation"; readonly reservationId: string; readonly groupId: string }
  | { readonly kind: "membership"; readonly personId: string; readonly groupId: string };

export const reservationGrantId = (reservationId: string, groupId: string): string =>
  `r${reservationId}:${groupId}`;
export const membershipGrantId = (personId: string, groupId: string): string => `m${personId}:${groupId}`;

/** Null for what is no such name. */
export function parseGrantId(text: string): GrantId | null {
  const [, kind, id = "", groupId = ""] = /^([rm])(\d+):(\d+)$/.exec(text) ?? [];
  if (!isId(id) || !isId(groupId)) return null;
  return kind === "r"
    ? { kind: "reservation", reservationId: id, groupId }
    : { kind: "membership", personId: id, groupId };
}

/** A window that DoorFlow can keep: it has an end. */
export interface EndedWindow {
  readonly from: Date;
  readonly until: Date;
}

/** Errors: `unsupported` for a window without an end, which is a membership here. */
export function endedWindow({ from, until }: Window, what: string): EndedWindow {
  if (until !== null) return { from, until };
  throw new VendorError("unsupported", `doorflow ${what}: a reservation has an end`, { field: "window" });
}

export const hasWindow = (reservation: DoorFlowReservation, { from, until }: EndedWindow): boolean =>
  reservation.start_time.getTime() === from.getTime() && reservation.end_time.getTime() === until.getTime();

/** Whether it puts its person into its groups now. The platform may be a moment behind its own clock. */
export const isRunning = (reservation: DoorFlowReservation, now: Date): boolean =>
  reservation.state === "active" ||
  (reservation.state === "pending" && reservation.start_time.getTime() <= now.getTime());

/** The groups that a running reservation gives anyway. */
export const givenGroups = (reservations: readonly DoorFlowReservation[], now: Date): ReadonlySet<string> =>
  new Set(reservations.filter((row) => isRunning(row, now)).flatMap((row) => row.group_ids));

/**
 * A group that a running reservation gives is shown among the person's groups too; whether it is held beside that cannot
 * be told, and it counts once, as the reservation.
 */
export function toGrants(
  person: Pick<DoorFlowPerson, "id" | "groups">,
  reservations: readonly DoorFlowReservation[],
  now: Date,
): VendorGrant[] {
  const given = givenGroups(reservations, now);
  const grant = (vendorGrantId: string, groupId: string, window: Window | null): VendorGrant => ({
    vendorGrantId,
    groupId: groupId as AccessGroupId,
    window,
    marker: null,
  });
  return [
    ...[...new Set(person.groups)]
      .filter((groupId) => !given.has(groupId))
      .map((groupId) => grant(membershipGrantId(person.id, groupId), groupId, null)),
    ...reservations.flatMap(({ id, group_ids, start_time: from, end_time: until }) =>
      group_ids.map((groupId) => grant(reservationGrantId(id, groupId), groupId, { from, until })),
    ),
  ];
}

/** Disabled by hand, or outside the person's own dates, which bound all access. */
export function toPerson(
  person: DoorFlowPerson,
  reservations: readonly DoorFlowReservation[],
  now: Date,
): VendorPerson {
  const outside =
    (person.valid_from != null && person.valid_from.getTime() > now.getTime()) ||
    (person.valid_to != null && person.valid_to.getTime() <= now.getTime());
  const names = [person.first_name, person.last_name].filter((part) => part && part !== NO_NAME);
  return {
    vendorPersonId: person.id,
    marker: isMadeByLintel(person) ? (person.system_id ?? null) : null,
    name: names.join(" "),
    emails: person.email ? [normalEmail(person.email)] : [],
    state: person.enabled === false || outside ? "disabled" : "active",
    grants: toGrants(person, reservations, now),
  };
}
