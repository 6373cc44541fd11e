import { coveredLocations } from "@/db/queries/connections";
import { listDoors } from "@/db/queries/doors";
import { type LocationRow, listLocations } from "@/db/queries/installations";
import type { PresenceRow } from "@/db/queries/presence";
import type { DoorRule } from "@/lib/access";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import type { PresenceStyle } from "@/lib/connectors/contract";
import type { Services } from "../context";

/** What holds for the doors of one connection. */
export interface Places {
  /** The rule of a door; one that was never listed does what the connection's switch says, or nothing. */
  ruleOf(doorId: string): DoorRule;
  /** Where its check-ins are recorded; null = the admin has not said, or the connection no longer covers it. */
  locationOf(doorId: string): LocationRow | null;
}

/** The location of a door: as chosen, else the only one there is. Null where that is open, or not covered any more. */
export function placeOf(chosen: LocationId | null, covered: readonly LocationId[]): LocationId | null {
  if (chosen !== null) return covered.includes(chosen) ? chosen : null;
  return covered.length === 1 ? (covered[0] ?? null) : null;
}

/** Loads rules and places. A location whose zone nobody confirmed has no day that anything could be counted by. */
export async function loadPlaces(
  services: Services,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
  of: { readonly style: PresenceStyle; readonly presence: PresenceRow },
): Promise<Places> {
  const [doors, covered, locations] = await Promise.all([
    listDoors(services.db, key),
    coveredLocations(services.db, key),
    listLocations(services.db, key),
  ]);
  const byId = new Map(doors.map((door) => [door.id, door]));
  const usable = new Map(
    locations
      .filter((row) => row.vanishedAt === null && row.confirmedAt !== null)
      .map((row) => [row.id, row]),
  );
  return {
    ruleOf(doorId) {
      if (of.style === "on_open") return { style: "on_open", since: of.presence.onOpenSince };
      const door = byId.get(doorId);
      return { style: "per_door", action: door?.action ?? "nothing", since: door?.actionSince ?? null };
    },
    locationOf(doorId) {
      const place = placeOf(byId.get(doorId)?.locationId ?? null, covered);
      return (place && usable.get(place)) ?? null;
    },
  };
}
