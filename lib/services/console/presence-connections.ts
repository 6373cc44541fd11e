import type { ConnectionRow } from "@/db/queries/connections";
import type { listAllDoors } from "@/db/queries/doors";
import type { PresenceRow } from "@/db/queries/presence";
import type { LocationId } from "@/lib/access/types";
import type { Services } from "../context";
import type { PresenceConnectionView } from "../presence-views";
import { stateView } from "./connection-cards";
import type { Frame } from "./frame";

/** Of each connection: its doors, what they do, and how reading their openings goes. */
export function presenceConnections(
  services: Services,
  frame: Frame,
  of: {
    readonly connections: readonly ConnectionRow[];
    readonly rows: readonly PresenceRow[];
    readonly doors: Awaited<ReturnType<typeof listAllDoors>>;
    covered(connectionId: string): readonly LocationId[];
  },
): PresenceConnectionView[] {
  return of.connections.flatMap((row) => {
    const definition = services.definition(row.vendor);
    if (!definition || definition.presence === "none") return [];
    const presence = of.rows.find((one) => one.connectionId === row.id) ?? null;
    const covered = of.covered(row.id);
    const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;
    return [
      {
        id: row.id,
        label: row.accountLabel ? `${definition.name} (${row.accountLabel})` : definition.name,
        state: stateView(row),
        style: definition.presence,
        onOpen: presence?.onOpenSince != null,
        isOn: presence?.readingSince != null,
        locations: frame.locations
          .filter((location) => covered.includes(location.id))
          .map(({ id, name }) => ({ id, name })),
        doors: of.doors
          .filter((door) => door.connectionId === row.id)
          .map((door) => ({
            id: door.id,
            name: door.name,
            siteLabel: door.siteLabel,
            vanished: door.vanishedAt !== null,
            action: door.action,
            locationId:
              door.locationId !== null && covered.includes(door.locationId) ? door.locationId : null,
          })),
        doorsListedAt: iso(presence?.doorsListedAt),
        lastReadAt: iso(presence?.lastReadAt),
        trouble: troubleOf(row, presence),
      },
    ];
  });
}

function troubleOf(row: ConnectionRow, presence: PresenceRow | null): string | null {
  if (!presence?.readingSince) return null;
  if (row.state === "needs_attention")
    return "Nobody is checked in by these doors until the connection is mended. What was opened on an earlier day is then shown, not checked in.";
  if (row.state !== "active" || row.disconnectingSince !== null)
    return "Openings are read only while the connection is active.";
  if (presence.lastErrorKind !== null)
    return "The vendor did not tell of openings when it was last asked. Lintel asks again every few minutes; doors open as before.";
  if (presence.lastReadComplete === false)
    return "Some openings could not be read, so somebody may be missing here. Doors open as before.";
  return null;
}
