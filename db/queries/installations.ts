import { and, eq, gt, gte, inArray, isNull, ne, sql } from "drizzle-orm";
import type { InstallationId, LocationId } from "@/lib/access/types";
import type { Db } from "../client";
import { given, prepared } from "../prepared";
import { installations, installLinks, locations, sessions } from "../schema";

export type InstallationRow = typeof installations.$inferSelect;
export type LocationRow = typeof locations.$inferSelect;

const byId = prepared((db) =>
  db.select().from(installations).where(eq(installations.id, given.installationId)),
);
const locationsOf = prepared((db) =>
  db
    .select()
    .from(locations)
    .where(eq(locations.installationId, given.installationId))
    .orderBy(locations.name, locations.id),
);

export async function getInstallation(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<InstallationRow | null> {
  const [row] = await byId(db).execute(key);
  return row ?? null;
}

/** The hash of the token under every key of the ring: a row written before a key was replaced is found too. */
export async function installationByToken(
  db: Db,
  key: { readonly tokenHashes: readonly string[] },
): Promise<InstallationRow | null> {
  const [row] = await db
    .select()
    .from(installations)
    .where(inArray(installations.tokenHash, [...key.tokenHashes]));
  return row ?? null;
}

/** As `installationByToken`: the hash of the secret under every key of the ring. */
export async function installationByWebhookSecret(
  db: Db,
  key: { readonly webhookSecretHashes: readonly string[] },
): Promise<InstallationRow | null> {
  const [row] = await db
    .select()
    .from(installations)
    .where(
      and(
        inArray(installations.webhookSecretHash, [...key.webhookSecretHashes]),
        ne(installations.state, "removed"),
      ),
    );
  return row ?? null;
}

/** Installations that are synced, for schedules only. */
export function listActiveInstallations(
  db: Db,
): Promise<Pick<InstallationRow, "id" | "lastPollAt" | "lastFullReadAt">[]> {
  return db
    .select({
      id: installations.id,
      lastPollAt: installations.lastPollAt,
      lastFullReadAt: installations.lastFullReadAt,
    })
    .from(installations)
    .where(eq(installations.state, "active"));
}

/** Keeps every other install out until the transaction ends: who covers a location is decided by one at a time. */
export async function oneInstallAtATime(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('lintel.install'))`);
}

export async function insertInstallation(db: Db, row: typeof installations.$inferInsert): Promise<void> {
  await db.insert(installations).values(row);
}

export async function updateInstallation(
  db: Db,
  key: { readonly installationId: InstallationId },
  change: Partial<Omit<typeof installations.$inferInsert, "id">>,
): Promise<void> {
  await db.update(installations).set(change).where(eq(installations.id, key.installationId));
}

export function listLocations(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<LocationRow[]> {
  return locationsOf(db).execute(key);
}

/** An installation that covers locations another one asks for. */
export interface Rival {
  readonly installation: InstallationRow;
  readonly locationIds: readonly LocationId[];
}

/** Who, other than this installation, covers these locations now. Oldest first; nobody covers a removed one's. */
export async function coveredElsewhere(
  db: Db,
  key: { readonly installationId: InstallationId | null; readonly ids: readonly LocationId[] },
): Promise<Rival[]> {
  if (key.ids.length === 0) return [];
  const rows = await db
    .select({ installation: installations, locationId: locations.id })
    .from(locations)
    .innerJoin(installations, eq(installations.id, locations.installationId))
    .where(
      and(
        ne(installations.state, "removed"),
        isNull(locations.vanishedAt),
        inArray(locations.id, [...key.ids]),
        key.installationId === null ? undefined : ne(installations.id, key.installationId),
      ),
    )
    .orderBy(installations.createdAt, installations.id, locations.id);
  const rivals = new Map<InstallationId, { installation: InstallationRow; locationIds: LocationId[] }>();
  for (const { installation, locationId } of rows) {
    const rival = rivals.get(installation.id) ?? { installation, locationIds: [] };
    rival.locationIds.push(locationId);
    rivals.set(installation.id, rival);
  }
  return [...rivals.values()];
}

/** These locations are no longer looked after by this installation. Its rows about them stay. */
export async function releaseLocations(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly ids: readonly LocationId[];
    readonly now: Date;
  },
): Promise<void> {
  await db
    .update(locations)
    .set({ vanishedAt: key.now, updatedAt: key.now })
    .where(and(eq(locations.installationId, key.installationId), inArray(locations.id, [...key.ids])));
}

/** Stores locations as read; a confirmed zone and day change stay. Missing ones are flagged. */
export async function saveLocations(
  db: Db,
  key: { readonly installationId: InstallationId; readonly now: Date },
  rows: readonly Omit<typeof locations.$inferInsert, "installationId" | "createdAt" | "updatedAt">[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(locations)
      .set({ vanishedAt: key.now })
      .where(and(eq(locations.installationId, key.installationId), isNull(locations.vanishedAt)));
    if (rows.length === 0) return;
    await tx
      .insert(locations)
      .values(
        rows.map((row) => ({
          ...row,
          installationId: key.installationId,
          createdAt: key.now,
          updatedAt: key.now,
        })),
      )
      .onConflictDoUpdate({
        target: [locations.installationId, locations.id],
        set: {
          name: sql`excluded.name`,
          webAddress: sql`excluded.web_address`,
          rootId: sql`excluded.root_id`,
          suspended: sql`excluded.suspended`,
          zoneTold: sql`excluded.zone_told`,
          zone: sql`case when ${locations.confirmedAt} is null then excluded.zone else ${locations.zone} end`,
          vanishedAt: null,
          updatedAt: key.now,
        },
      });
  });
}

export async function confirmLocation(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly locationId: LocationId;
    readonly zone: string;
    readonly dayChangeMinutes: number;
    readonly now: Date;
  },
): Promise<boolean> {
  const rows = await db
    .update(locations)
    .set({ zone: key.zone, dayChangeMinutes: key.dayChangeMinutes, confirmedAt: key.now, updatedAt: key.now })
    .where(and(eq(locations.installationId, key.installationId), eq(locations.id, key.locationId)))
    .returning({ id: locations.id });
  return rows.length === 1;
}

/** Remembers an accepted link. False = it was used before. */
export async function rememberLink(db: Db, row: typeof installLinks.$inferInsert): Promise<boolean> {
  const rows = await db
    .insert(installLinks)
    .values(row)
    .onConflictDoNothing()
    .returning({ digest: installLinks.digest });
  return rows.length === 1;
}

export async function usedLink(db: Db, key: { readonly digest: string }) {
  const [row] = await db.select().from(installLinks).where(eq(installLinks.digest, key.digest));
  return row ?? null;
}

/** Whether a link of this installation was accepted after an instant of real time: its credential worked then. */
export async function launchedSince(
  db: Db,
  key: { readonly installationId: InstallationId; readonly since: Date },
): Promise<boolean> {
  const [row] = await db
    .select({ digest: installLinks.digest })
    .from(installLinks)
    .where(and(eq(installLinks.installationId, key.installationId), gte(installLinks.usedAt, key.since)))
    .limit(1);
  return row !== undefined;
}

/** Ends every session of the installation at once: none of an older version counts. */
export async function raiseSessionVersion(
  db: Db,
  key: { readonly installationId: InstallationId; readonly now: Date },
): Promise<void> {
  await db
    .update(installations)
    .set({ sessionVersion: sql`${installations.sessionVersion} + 1`, updatedAt: key.now })
    .where(eq(installations.id, key.installationId));
}

export async function insertSession(db: Db, row: typeof sessions.$inferInsert): Promise<void> {
  await db.insert(sessions).values(row);
}

/** The session with its installation, when both still stand. `now` is real time. */
export async function liveSession(db: Db, key: { readonly sessionId: string; readonly now: Date }) {
  const [row] = await db
    .select({ session: sessions, installation: installations })
    .from(sessions)
    .innerJoin(installations, eq(installations.id, sessions.installationId))
    .where(
      and(
        eq(sessions.id, key.sessionId),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, key.now),
        eq(sessions.sessionVersion, installations.sessionVersion),
        ne(installations.state, "removed"),
      ),
    );
  return row ?? null;
}

export async function endSession(
  db: Db,
  key: { readonly sessionId: string; readonly now: Date },
): Promise<void> {
  await db.update(sessions).set({ endedAt: key.now }).where(eq(sessions.id, key.sessionId));
}
