import { createHash } from "node:crypto";
import { saveGuests, saveVisitors, type VisitorRow, visitorsById } from "@/db/queries/visits";
import type { InstallationId, LocationId, MemberId } from "@/lib/access/types";
import type { BookingVisitor, Visitor } from "@/lib/nexudus/visitors";
import type { Services } from "../context";

/** Where rows go, and the list read that saw them; null = read by id. `asOf` = before the platform was asked. */
interface Seen {
  readonly installationId: InstallationId;
  readonly readId: string | null;
  readonly asOf: Date;
}

const UNNAMED = "Visitor";

/** The row of a visitor has the same id however often it is written: its address is sealed for that id. */
function rowIdOf(installationId: InstallationId, visitorId: string): string {
  const hex = createHash("sha256").update(`visitor:${installationId}:${visitorId}`).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join("-");
}

const bindingOf = (id: string) => ({ table: "visitors", column: "email_sealed", row: id });

/** A visitor's address in clear: in memory only, for the one mail that is sent there. */
export const openEmail = (services: Services, row: VisitorRow): string | null =>
  row.emailSealed === null ? null : services.encryption.decrypt(row.emailSealed, bindingOf(row.id));

/**
 * Stores visitors as read. `byId` = read one by one, where null is a fact.
 * Returns whom a list told less of than is known: they are to be asked for by id.
 */
export async function storeVisitors(
  services: Services,
  seen: Seen & { readonly byId: boolean },
  rows: readonly Visitor[],
): Promise<string[]> {
  const { installationId, readId, asOf, byId } = seen;
  const known = new Map(
    (await visitorsById(services.db, { installationId, visitorIds: rows.map((row) => row.id) })).map(
      (row) => [row.visitorId, row],
    ),
  );
  await saveVisitors(
    services.db,
    rows.map((row) => {
      const id = rowIdOf(installationId, row.id);
      const email = row.email?.trim() || null;
      return {
        id,
        installationId,
        visitorId: row.id,
        locationId: row.businessId as LocationId,
        hostId: row.hostId as MemberId | null,
        fullName: row.fullName ?? known.get(row.id)?.fullName ?? UNNAMED,
        emailSealed: email === null ? null : services.encryption.encrypt(email, bindingOf(id)),
        arrivesAt: row.arrivesAt,
        departsAt: row.departsAt,
        approval: row.approval,
        state: "live" as const,
        updatedOn: row.updatedOn,
        seenInRead: readId,
        createdAt: asOf,
        updatedAt: asOf,
      };
    }),
    { isWhole: byId },
  );
  if (byId) return [];
  const isLess = (row: Visitor) => {
    const before = known.get(row.id);
    const isChanged = before?.updatedOn?.getTime() !== row.updatedOn?.getTime() || row.updatedOn === null;
    if (row.approval === null || row.email === null) return isChanged || before?.approval === null;
    return before?.departsAt != null && row.departsAt === null;
  };
  return rows.filter(isLess).map((row) => row.id);
}

/** Stores guests of bookings as read. */
export function storeGuests(services: Services, seen: Seen, rows: readonly BookingVisitor[]): Promise<void> {
  const { installationId, readId, asOf } = seen;
  return saveGuests(
    services.db,
    rows.map((row) => ({
      installationId,
      id: row.id,
      bookingId: row.bookingId,
      visitorId: row.visitorId,
      state: "live" as const,
      updatedOn: row.updatedOn,
      seenInRead: readId,
      createdAt: asOf,
      updatedAt: asOf,
    })),
  );
}
