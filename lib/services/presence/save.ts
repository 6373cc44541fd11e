import { giveUpWaiting } from "@/db/queries/check-ins";
import { coveredLocations, getConnection, lockConnection } from "@/db/queries/connections";
import { listDoors, saveDoor } from "@/db/queries/doors";
import { writeAudit } from "@/db/queries/operations";
import { getPresence, savePresence } from "@/db/queries/presence";
import type { DoorAction } from "@/lib/access";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import type { PresenceStyle } from "@/lib/connectors/contract";
import { randomId } from "@/lib/security/tokens";
import { refuseIfLeaving } from "../connections/kept";
import { ServiceError, type Services } from "../context";
import { dropHook } from "./keep-hook";
import { placeOf } from "./places";

export interface PresenceInput {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  /** "Check in on open"; only where the vendor's presence is one switch. */
  readonly onOpen: boolean;
  /** Doors left out stay as they are. */
  readonly doors: readonly {
    readonly id: string;
    /** Only where each door has an action of its own. */
    readonly action: DoorAction;
    /** Null = the only covered location, where there is but one. */
    readonly locationId: string | null;
  }[];
}

type DoorRow = Awaited<ReturnType<typeof listDoors>>[number];

/**
 * Saves what doors do at Nexudus. Only openings from now on count: what is switched on anew never looks back, and what
 * is switched off gives up what was not yet told. Repeat: no change.
 * Errors: `validation` with the field `location.<door>`; `not_found`. Nothing is written then.
 */
export async function savePresenceSettings(services: Services, input: PresenceInput): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  const style = (connection && services.definition(connection.vendor)?.presence) ?? "none";
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  if (style === "none")
    throw new ServiceError("precondition_failed", "Lintel does not read door openings of this vendor.");
  const now = services.clock.now();
  const isOn = await services.db.transaction(async (tx) => {
    // One after the other: two forms saved at once must not mix.
    const current = await lockConnection(tx, key);
    if (!current) throw new ServiceError("not_found", "There is no such connection.");
    refuseIfLeaving(current);
    const doors = await listDoors(tx, key);
    const covered = await coveredLocations(tx, key);
    const before = await getPresence(tx, key);
    const chosen = input.doors.map((choice) => {
      const door = doors.find((row) => row.id === choice.id);
      if (!door) throw new ServiceError("not_found", "There is no such door.");
      return chosenFor(door, choice, { style, covered, now });
    });
    const after = doors.map((door) => chosen.find((row) => row.id === door.id) ?? door);
    const turnedOn = style === "on_open" ? input.onOpen : after.some((door) => door.action !== "nothing");
    if (turnedOn) requirePlaces(doors, after, { style, covered });
    for (const { id, action, actionSince, locationId } of chosen)
      await saveDoor(tx, { ...key, doorId: id }, { action, actionSince, locationId });
    const isFresh = turnedOn && !before?.readingSince;
    await savePresence(tx, key, {
      onOpenSince: style === "on_open" && turnedOn ? (before?.onOpenSince ?? now) : null,
      readingSince: turnedOn ? (before?.readingSince ?? now) : null,
      ...(isFresh || !turnedOn ? { mark: null } : {}),
    });
    if (!turnedOn) await giveUpWaiting(tx, { ...key, now, problem: "switched_off" });
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: "connection.presence_saved",
      subject: key.connectionId,
      details: {
        on: turnedOn,
        checkIn: after.filter((door) => door.action === "check_in").length,
        checkOut: after.filter((door) => door.action === "check_out").length,
      },
    });
    return turnedOn;
  });
  if (!isOn) return dropHook(services, key);
  await services.emit([{ name: "presence/connection.look.requested", data: { ...key, reason: "saved" } }]);
}

function chosenFor(
  door: DoorRow,
  choice: PresenceInput["doors"][number],
  of: { readonly style: PresenceStyle; readonly covered: readonly LocationId[]; readonly now: Date },
) {
  const locationId = choice.locationId as LocationId | null;
  if (locationId !== null && !of.covered.includes(locationId))
    throw new ServiceError(
      "validation",
      "Choose a location that this connection covers.",
      `location.${door.id}`,
    );
  const action = of.style === "per_door" ? choice.action : "nothing";
  const isSame = action === door.action;
  const actionSince = action === "nothing" ? null : isSame ? door.actionSince : of.now;
  return { id: door.id, action, actionSince, locationId };
}

/** Whoever is checked in is checked in somewhere: every door that does something says where. */
function requirePlaces(
  doors: readonly DoorRow[],
  after: readonly { id: string; action: DoorAction; locationId: LocationId | null }[],
  of: { readonly style: PresenceStyle; readonly covered: readonly LocationId[] },
): void {
  const gone = new Set(doors.filter((door) => door.vanishedAt !== null).map((door) => door.id));
  const open = after.find(
    (door) =>
      !gone.has(door.id) &&
      (of.style === "on_open" || door.action !== "nothing") &&
      placeOf(door.locationId, of.covered) === null,
  );
  if (open) throw new ServiceError("validation", "Choose the location of this door.", `location.${open.id}`);
}
