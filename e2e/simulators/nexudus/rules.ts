import { refuseCheckin } from "./checkins";
import { idsIn } from "./derive";
import type { EntityName, Row } from "./model";
import { readInstant } from "./stamps";
import type { World } from "./world";

/** Refused by a business rule: HTTP 200 with `WasSuccessful: false`. */
export interface Refusal {
  readonly property: string;
  readonly message: string;
}

function overlaps(a: Readonly<Record<string, unknown>>, b: Row): boolean {
  const [from, to, otherFrom, otherTo] = [a.FromTime, a.ToTime, b.FromTime, b.ToTime].map(readInstant);
  return Boolean(from && to && otherFrom && otherTo && from < otherTo && otherFrom < to);
}

/** Whether a booking may be saved like this; `id` is its own, null when new. */
export function refuseBooking(
  world: World,
  values: Readonly<Record<string, unknown>>,
  id: number | null,
): Refusal | null {
  const from = readInstant(values.FromTime);
  const to = readInstant(values.ToTime);
  if (from && to && from >= to) return { property: "ToTime", message: "must be later than the start time" };
  const resource = world.find("Resource", values.ResourceId);
  if (!resource && !values.FloorPlanDeskId) return { property: "Resource", message: "is a required field" };
  if (!resource || resource.AllowMultipleBookings === true) return null;
  const taken = world
    .rows("Booking")
    .some((b) => b.Id !== id && b.ResourceId === resource.Id && overlaps(values, b));
  return taken ? { property: "Resource", message: "is already booked at that time" } : null;
}

/** Business rules of a create or update. */
export function refuseSave(
  world: World,
  entity: EntityName,
  values: Readonly<Record<string, unknown>>,
  existing: Row | null,
): Refusal | null {
  if (entity === "Booking") return refuseBooking(world, values, existing?.Id ?? null);
  if (entity === "Checkin" && !existing) return refuseCheckin(world, values);
  return null;
}

/** Business rules of a delete. */
export function refuseDelete(world: World, entity: EntityName, row: Row): Refusal | null {
  if (entity === "Booking" && row.Invoiced === true) {
    return { property: "Booking", message: "has already been invoiced and cannot be deleted" };
  }
  if (entity === "Resource" && world.rows("Booking").some((b) => b.ResourceId === row.Id)) {
    return { property: "Resource", message: "has bookings and cannot be deleted" };
  }
  return null;
}

/** Makes a customer a member of exactly these teams. */
export function setTeams(world: World, coworkerId: number, teams: readonly number[], by: string): void {
  for (const team of world.rows("Team")) {
    const members = idsIn(team.TeamMembers);
    const is = members.includes(coworkerId);
    const shall = teams.includes(team.Id);
    if (is === shall) continue;
    const TeamMembers = shall ? [...members, coworkerId] : members.filter((m) => m !== coworkerId);
    world.update("Team", team.Id, { TeamMembers }, by);
  }
}

/** Cancels: the booking leaves the list and shows up, under a new id, among the cancelled ones. */
export function cancelBooking(world: World, id: number, reason: number, by: string): Row {
  return world.batch(() => {
    const booking = world.remove("Booking", id, by, "cancelled");
    const { Id, UniqueId: _guid, CreatedOn: _created, UpdatedOn: _updated, ...kept } = booking;
    return world.insert(
      "CancelledBooking",
      {
        ...kept,
        CancellationReason: reason,
        CancelledOn: world.now(),
        CancelledBy: by,
        OriginalBookingId: String(Id),
      },
      by,
    );
  });
}
