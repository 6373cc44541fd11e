import { and, asc, eq, isNull, notInArray, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import type { Db } from "../client";
import { type doorActions, presence, vendorDoors } from "../schema";

type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };
type DoorRow = typeof vendorDoors.$inferSelect;

const ofConnection = (key: Key) =>
  and(eq(vendorDoors.installationId, key.installationId), eq(vendorDoors.connectionId, key.connectionId));

export function listDoors(db: Db, key: Key): Promise<DoorRow[]> {
  return db
    .select()
    .from(vendorDoors)
    .where(ofConnection(key))
    .orderBy(asc(vendorDoors.siteLabel), asc(vendorDoors.name), asc(vendorDoors.id));
}

/** Doors of every connection of the installation. */
export function listAllDoors(db: Db, key: { readonly installationId: InstallationId }): Promise<DoorRow[]> {
  return db
    .select()
    .from(vendorDoors)
    .where(eq(vendorDoors.installationId, key.installationId))
    .orderBy(asc(vendorDoors.siteLabel), asc(vendorDoors.name), asc(vendorDoors.id));
}

/**
 * Stores a complete listing: new and renamed doors are written, missing ones flagged, none deleted. What an admin chose
 * for a door stays, also while it is missing.
 */
export async function saveDoors(
  db: Db,
  key: Key & { readonly now: Date },
  doors: readonly {
    readonly id: string;
    readonly name: string;
    readonly siteId: string | null;
    readonly siteLabel: string | null;
  }[],
): Promise<void> {
  const { installationId, connectionId, now } = key;
  await db.transaction(async (tx) => {
    if (doors.length > 0)
      await tx
        .insert(vendorDoors)
        .values(
          doors.map((door) => ({
            ...door,
            installationId,
            connectionId,
            action: "nothing" as const,
            seenAt: now,
          })),
        )
        .onConflictDoUpdate({
          target: [vendorDoors.connectionId, vendorDoors.id],
          set: {
            name: sql`excluded.name`,
            siteId: sql`excluded.site_id`,
            siteLabel: sql`excluded.site_label`,
            seenAt: now,
            vanishedAt: null,
          },
        });
    const listed = doors.map((door) => door.id);
    await tx
      .update(vendorDoors)
      .set({ vanishedAt: now })
      .where(
        and(
          ofConnection(key),
          isNull(vendorDoors.vanishedAt),
          listed.length > 0 ? notInArray(vendorDoors.id, listed) : undefined,
        ),
      );
    await tx
      .insert(presence)
      .values({ installationId, connectionId, doorsListedAt: now })
      .onConflictDoUpdate({ target: presence.connectionId, set: { doorsListedAt: now } });
  });
}

/** What an admin chose for one door. False = there is no such door. */
export async function saveDoor(
  tx: Db,
  key: Key & { readonly doorId: string },
  chosen: {
    readonly action: (typeof doorActions)[number];
    readonly actionSince: Date | null;
    readonly locationId: LocationId | null;
  },
): Promise<boolean> {
  const rows = await tx
    .update(vendorDoors)
    .set(chosen)
    .where(and(ofConnection(key), eq(vendorDoors.id, key.doorId)))
    .returning({ id: vendorDoors.id });
  return rows.length === 1;
}
