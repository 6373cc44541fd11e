import {
  getInstallation,
  type InstallationRow,
  type LocationRow,
  listLocations,
} from "@/db/queries/installations";
import type { InstallationId, LocationId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import type { Instant, Zone } from "../views";

/** What every page of the console starts from. */
export interface Frame {
  readonly installationId: InstallationId;
  readonly installation: InstallationRow;
  /** Path prefix of the console, without a trailing slash. */
  readonly base: string;
  /** Locations that Nexudus still lists. */
  readonly locations: readonly LocationRow[];
  /** The chosen location; null = all, also for an unknown id. */
  readonly location: LocationRow | null;
  /** Product time. */
  readonly at: Date;
  readonly now: Instant;
  readonly zone: Zone;
}

/** Of the chosen location, else of the first one an admin has confirmed, else of the first. */
export function zoneOf(locations: readonly LocationRow[], chosen: LocationRow | null): Zone {
  const from = chosen ?? locations.find((row) => row.confirmedAt !== null) ?? locations[0];
  return from?.zone ?? "Etc/UTC";
}

/** Errors: `not_found` for an unknown installation. */
export async function loadFrame(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationId?: string | null },
): Promise<Frame> {
  const [installation, all] = await Promise.all([
    getInstallation(services.db, input),
    listLocations(services.db, input),
  ]);
  if (!installation) throw new ServiceError("not_found", "There is no such installation.");
  const locations = all.filter((row) => row.vanishedAt === null);
  const location = locations.find((row) => row.id === (input.locationId as LocationId | undefined)) ?? null;
  const at = services.clock.now();
  return {
    installationId: installation.id,
    installation,
    base: `/${installation.id}`,
    locations,
    location,
    at,
    now: at.toISOString(),
    zone: zoneOf(locations, location),
  };
}
