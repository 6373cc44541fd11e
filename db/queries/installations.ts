import { and, eq, gt, inArray, isNull, ne, sql } from "drizzle-orm";
import type { InstallationId, LocationId } from "@/lib/access/types";
import type { Db } from "../client";
import { installations, installLinks, locations, sessions } from "../schema";

export type InstallationRow = typeof installations.$inferSelect;
export type LocationRow = typeof locations.$inferSelect;

export async function getInstallation(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<InstallationRow | null> {
  const [row] = await db.select().from(installations).where(eq(installations.id, key.installationId));
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

/** An unknown token belongs to an installation only if both see exactly the same businesses. */
export async function installationByBusinessSet(
  db: Db,
  key: { readonly businessSet: string },
): Promise<InstallationRow | null> {
  const [row] = await db
    .select()
    .from(installations)
    .where(and(eq(installations.businessSet, key.businessSet), ne(installations.state, "removed")));
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
  return db
    .select()
    .from(locations)
    .where(eq(locations.installationId, key.installationId))
    .orderBy(locations.name, locations.id);
}

/** Locations of these ids that active installations other than this one cover already. */
export async function coveredElsewhere(
  db: Db,
  key: { readonly installationId: InstallationId | null; readonly ids: readonly string[] },
) {
  const rows = await db
    .select({ id: locations.id, name: locations.name, installationId: locations.installationId })
    .from(locations)
    .innerJoin(installations, eq(installations.id, locations.installationId))
    .where(and(ne(installations.state, "removed"), isNull(locations.vanishedAt)));
  const wanted = new Set(key.ids);
  return rows.filter((row) => wanted.has(row.id) && row.installationId !== key.installationId);
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
