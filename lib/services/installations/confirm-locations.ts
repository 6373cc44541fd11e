import { confirmLocation, listLocations } from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { isIanaZone } from "@/lib/nexudus/zones";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";

/**
 * The admin's word on zone and day-change hour (0-23, local) of locations (design I4).
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
  const known = new Set<string>((await listLocations(services.db, input)).map((row) => row.id));
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
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    for (const row of input.locations) {
      await confirmLocation(tx, {
        installationId: input.installationId,
        locationId: row.id as LocationId,
        zone: row.zone,
        dayChangeMinutes: row.dayChangeHour * 60,
        now,
      });
      await writeAudit(tx, {
        id: randomId(),
        installationId: input.installationId,
        at: now,
        actor: services.actor,
        action: "location.confirmed",
        subject: row.id,
        details: { zone: row.zone, dayChangeHour: row.dayChangeHour },
      });
    }
  });
}
