import { and, asc, eq, inArray, isNull, ne, notInArray, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import type { AccessGroup } from "@/lib/connectors/contract";
import type { Db } from "../client";
import { given, prepared } from "../prepared";
import { accessGroups, connectionLocations, connections, oauthStates } from "../schema";

export type ConnectionRow = typeof connections.$inferSelect;
export type AccessGroupRow = typeof accessGroups.$inferSelect;
type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

const isKey = (key: Key | typeof given) =>
  and(eq(connections.installationId, key.installationId), eq(connections.id, key.connectionId));

const byKey = prepared((db) => db.select().from(connections).where(isKey(given)));
const ofInstallation = prepared((db) =>
  db
    .select()
    .from(connections)
    .where(eq(connections.installationId, given.installationId))
    .orderBy(asc(connections.createdAt)),
);
const covered = prepared((db) =>
  db
    .select({ id: connectionLocations.locationId })
    .from(connectionLocations)
    .where(
      and(
        eq(connectionLocations.installationId, given.installationId),
        eq(connectionLocations.connectionId, given.connectionId),
      ),
    ),
);

const isKeptRow = and(
  inArray(connections.state, ["active", "paused"]),
  isNull(connections.disconnectingSince),
);

export async function insertConnection(db: Db, row: typeof connections.$inferInsert): Promise<void> {
  await db.insert(connections).values(row);
}

/** Null for an unknown id and for one of another installation alike. */
export async function getConnection(db: Db, key: Key): Promise<ConnectionRow | null> {
  const [row] = await byKey(db).execute(key);
  return row ?? null;
}

/** As `getConnection`, kept from being changed until the transaction ends. */
export async function lockConnection(db: Db, key: Key): Promise<ConnectionRow | null> {
  const [row] = await db.select().from(connections).where(isKey(key)).for("no key update");
  return row ?? null;
}

/** As `lockConnection`, beside others who only hold it too. */
export async function holdConnection(db: Db, key: Key): Promise<ConnectionRow | null> {
  const [row] = await db.select().from(connections).where(isKey(key)).for("share");
  return row ?? null;
}

export function listConnections(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<ConnectionRow[]> {
  return ofInstallation(db).execute(key);
}

/** Connections whose doors Lintel keeps, of all installations: for schedules only. */
export function listKeptConnections(
  db: Db,
): Promise<Pick<ConnectionRow, "id" | "installationId" | "lastReconcileAt">[]> {
  return db
    .select({
      id: connections.id,
      installationId: connections.installationId,
      lastReconcileAt: connections.lastReconcileAt,
    })
    .from(connections)
    .where(inArray(connections.state, ["active", "paused"]));
}

/** Kept connections whose vendor did not answer when it was last asked, of all installations: for the sweep only. */
export function listUnreachable(db: Db): Promise<ConnectionRow[]> {
  return db
    .select()
    .from(connections)
    .where(and(isKeptRow, eq(connections.lastErrorKind, "unavailable")));
}

/** Notes whether the vendor of a kept connection answers; of any other state it says nothing. Repeat: no change. */
export async function noteReach(
  db: Db,
  key: Key & { readonly answers: boolean; readonly now: Date },
): Promise<void> {
  await db
    .update(connections)
    .set(
      key.answers
        ? { lastErrorKind: null, lastErrorAt: null }
        : { lastErrorKind: "unavailable", lastErrorAt: key.now },
    )
    .where(and(isKey(key), isKeptRow));
}

export async function updateConnection(
  db: Db,
  key: Key,
  change: Partial<Omit<typeof connections.$inferInsert, "id" | "installationId">>,
): Promise<void> {
  await db.update(connections).set(change).where(isKey(key));
}

/** Stores tokens unless the connection is disconnected, which keeps no secret. False = nothing was stored. */
export async function storeTokens(
  db: Db,
  key: Key,
  tokens: Partial<
    Pick<
      typeof connections.$inferInsert,
      "accessTokenSealed" | "refreshTokenSealed" | "tokenExpiresAt" | "signInRefusedAt" | "updatedAt"
    >
  >,
): Promise<boolean> {
  const rows = await db
    .update(connections)
    .set(tokens)
    .where(and(isKey(key), ne(connections.state, "disconnected")))
    .returning({ id: connections.id });
  return rows.length === 1;
}

/**
 * Stores new tokens in the place of the pair that was read. False = another pair has been stored since, or the same
 * one sealed anew, or the secrets are gone: nothing is written, look at what is stored.
 */
export async function replaceTokens(
  db: Db,
  key: Key & ({ readonly refreshTokenSealed: string } | { readonly accessTokenSealed: string | null }),
  tokens: Parameters<typeof storeTokens>[2],
): Promise<boolean> {
  const rows = await db
    .update(connections)
    .set(tokens)
    .where(
      and(
        isKey(key),
        ne(connections.state, "disconnected"),
        "refreshTokenSealed" in key
          ? eq(connections.refreshTokenSealed, key.refreshTokenSealed)
          : sql`${connections.accessTokenSealed} is not distinct from ${key.accessTokenSealed}`,
      ),
    )
    .returning({ id: connections.id });
  return rows.length === 1;
}

/** Moves a connection from one state to another; false when it is not in the first any more. */
export async function moveState(
  db: Db,
  key: Key & {
    readonly from: ConnectionRow["state"];
    readonly to: ConnectionRow["state"];
    readonly now: Date;
  },
): Promise<boolean> {
  const rows = await db
    .update(connections)
    .set({ state: key.to, updatedAt: key.now })
    .where(and(isKey(key), eq(connections.state, key.from)))
    .returning({ id: connections.id });
  return rows.length === 1;
}

export async function coveredLocations(db: Db, key: Key): Promise<LocationId[]> {
  const rows = await covered(db).execute(key);
  return rows.map((row) => row.id);
}

/** Replaces the covered locations. */
export async function setCoveredLocations(
  db: Db,
  key: Key,
  locationIds: readonly LocationId[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .delete(connectionLocations)
      .where(
        and(
          eq(connectionLocations.installationId, key.installationId),
          eq(connectionLocations.connectionId, key.connectionId),
        ),
      );
    if (locationIds.length > 0)
      await tx.insert(connectionLocations).values(locationIds.map((locationId) => ({ ...key, locationId })));
  });
}

export function listGroups(db: Db, key: Key): Promise<AccessGroupRow[]> {
  return db
    .select()
    .from(accessGroups)
    .where(
      and(
        eq(accessGroups.installationId, key.installationId),
        eq(accessGroups.connectionId, key.connectionId),
      ),
    )
    .orderBy(asc(accessGroups.name));
}

/** Stores a complete listing: new and renamed groups are written, missing ones flagged, none deleted. */
export async function saveGroups(db: Db, key: Key, groups: readonly AccessGroup[], now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    if (groups.length > 0)
      await tx
        .insert(accessGroups)
        .values(groups.map((group) => ({ ...key, ...group, seenAt: now })))
        .onConflictDoUpdate({
          target: [accessGroups.connectionId, accessGroups.id],
          set: {
            name: sql`excluded.name`,
            siteLabel: sql`excluded.site_label`,
            hint: sql`excluded.hint`,
            seenAt: now,
            vanishedAt: null,
          },
        });
    const missing = [
      eq(accessGroups.installationId, key.installationId),
      eq(accessGroups.connectionId, key.connectionId),
      isNull(accessGroups.vanishedAt),
    ];
    if (groups.length > 0)
      missing.push(
        notInArray(
          accessGroups.id,
          groups.map((group) => group.id),
        ),
      );
    await tx
      .update(accessGroups)
      .set({ vanishedAt: now })
      .where(and(...missing));
  });
}

export async function insertOAuthState(db: Db, row: typeof oauthStates.$inferInsert): Promise<void> {
  await db.insert(oauthStates).values(row);
}

/** Spends a state: one caller gets the row, every other null (unknown, expired, used; another's, browser's or vendor's). */
export async function takeOAuthState(
  db: Db,
  key: {
    /** Of the session: a state of another installation is left as it is. */
    readonly installationId: InstallationId;
    /** Under every key of the ring: a key may be replaced while somebody is at the vendor. */
    readonly stateHashes: readonly string[];
    readonly browserHashes: readonly string[];
    readonly vendor: string;
    readonly now: Date;
  },
) {
  const [row] = await db
    .update(oauthStates)
    .set({ usedAt: key.now })
    .where(
      and(
        eq(oauthStates.installationId, key.installationId),
        inArray(oauthStates.stateHash, [...key.stateHashes]),
        inArray(oauthStates.browserHash, [...key.browserHashes]),
        eq(oauthStates.vendor, key.vendor),
        isNull(oauthStates.usedAt),
        sql`${oauthStates.expiresAt} > ${key.now.toISOString()}::timestamptz`,
      ),
    )
    .returning();
  return row ?? null;
}
