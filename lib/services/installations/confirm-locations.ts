import { confirmLocation, type LocationRow, listLocations } from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import { noteTouched } from "@/db/queries/touched";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { isIanaZone } from "@/lib/nexudus/zones";
import { randomId } from "@/lib/security/tokens";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";

/**
 * The admin's word on zone and day-change hour (0-23, local) of locations (design I4). Where it is another one than
 * before, everybody's days are worked out anew at once; who loses by it is judged by the revoke budget (design S2).
 * Errors: `validation` with the field `zone.<id>` or `dayChange.<id>`; nothing is written then.
 */
export async function confirmLocations(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locations: readonly {
      readonly id: string;
      readonly zone: string;
      readonly dayChangeHour: number;
    }[];
  },
): Promise<void> {
  const { installationId } = input;
  const known = new Map<string, LocationRow>(
    (await listLocations(services.db, input)).map((row) => [row.id, row]),
  );
  for (const row of input.locations) {
    if (!known.has(row.id)) throw new ServiceError("not_found", "There is no such location.");
    if (!isIanaZone(row.zone))
      throw new ServiceError(
        "validation",
        "Choose a time zone from the list, for example Europe/London.",
        `zone.${row.id}`,
      );
    if (!Number.isInteger(row.dayChangeHour) || row.dayChangeHour < 0 || row.dayChangeHour > 23)
      throw new ServiceError("validation", "Enter a whole hour from 0 to 23.", `dayChange.${row.id}`);
  }
  const isMoved = input.locations.some((row) => {
    const before = known.get(row.id);
    return before?.zone !== row.zone || before.dayChangeMinutes !== row.dayChangeHour * 60;
  });
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    // The next poll works everybody out anew should this process end before it does.
    if (isMoved) await noteTouched(tx, { installationId, memberIds: null, now });
    for (const row of input.locations) {
      await confirmLocation(tx, {
        installationId,
        locationId: row.id as LocationId,
        zone: row.zone,
        dayChangeMinutes: row.dayChangeHour * 60,
        now,
      });
      await writeAudit(tx, {
        id: randomId(),
        installationId,
        at: now,
        actor: services.actor,
        action: "location.confirmed",
        subject: row.id,
        details: { zone: row.zone, dayChangeHour: row.dayChangeHour },
      });
    }
  });
  if (isMoved) await projectMembers(services, { installationId, memberIds: null, cause: "locations" });
}
