import { saveBookings, saveMembers } from "@/db/queries/facts";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Booking } from "@/lib/nexudus/bookings";
import type { Coworker, CoworkerRow } from "@/lib/nexudus/coworkers";
import type { Services } from "../context";

const UNNAMED = "Nexudus member";

/**
 * Stores coworkers as read; `byId` = read one by one, where null is a fact. `asOf` = before the platform was asked:
 * an answer that was on its way while a later one was stored is older than that, and is left out.
 */
export async function storeMembers(
  services: Services,
  installationId: InstallationId,
  rows: readonly (Coworker | CoworkerRow)[],
  byId: boolean,
  asOf: Date,
): Promise<void> {
  await saveMembers(
    services.db,
    rows.map((row) => ({
      installationId,
      id: row.id as MemberId,
      fullName: row.fullName ?? UNNAMED,
      email: row.email?.trim().toLowerCase() || null,
      active: row.active,
      archived: row.archived,
      homeLocationId: row.invoicingBusinessId,
      state: "live" as const,
      updatedOn: row.updatedOn,
      readAt: byId ? asOf : null,
      createdAt: asOf,
      updatedAt: asOf,
    })),
  );
}

/** Stores bookings as read, `asOf` as for coworkers. `readId` marks them as listed by that read. */
export async function storeBookings(
  services: Services,
  installationId: InstallationId,
  rows: readonly Booking[],
  readId: string | null,
  asOf: Date,
): Promise<void> {
  await saveBookings(
    services.db,
    rows.map((row) => ({
      installationId,
      id: row.id,
      memberId: row.coworkerId as MemberId | null,
      resourceId: row.resourceId,
      deskId: row.deskId,
      fromAt: row.from,
      untilAt: row.until,
      tentative: row.tentative,
      state: "live" as const,
      updatedOn: row.updatedOn,
      seenInRead: readId,
      createdAt: asOf,
      updatedAt: asOf,
    })),
  );
}
