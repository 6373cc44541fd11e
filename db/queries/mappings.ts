import { and, asc, eq, exists, gt, inArray, isNull, ne, notInArray, or, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, ItemKind, LocationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { given, prepared } from "../prepared";
import { contracts, deskVariants, items, mappings, previews, teamMembers, teams } from "../schema";

export type ItemRow = typeof items.$inferSelect;
export type MappingRow = typeof mappings.$inferSelect;
type Key = { readonly installationId: InstallationId; readonly connectionId: ConnectionId };

const mappingOf = (key: Key | typeof given) =>
  and(eq(mappings.installationId, key.installationId), eq(mappings.connectionId, key.connectionId));

const ofConnection = prepared((db) => db.select().from(mappings).where(mappingOf(given)));

export function listItems(db: Db, key: { readonly installationId: InstallationId }): Promise<ItemRow[]> {
  return db
    .select()
    .from(items)
    .where(eq(items.installationId, key.installationId))
    .orderBy(asc(items.name), asc(items.id));
}

/** Stores a listing of one kind; only a complete one flags what is missing. Nothing is deleted. */
export async function saveItems(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly kind: ItemKind;
    readonly complete: boolean;
    readonly now: Date;
  },
  rows: readonly Omit<typeof items.$inferInsert, "installationId" | "kind" | "seenAt" | "vanishedAt">[],
): Promise<void> {
  await db.transaction(async (tx) => {
    if (rows.length > 0)
      await tx
        .insert(items)
        .values(
          rows.map((row) => ({
            ...row,
            installationId: key.installationId,
            kind: key.kind,
            seenAt: key.now,
          })),
        )
        .onConflictDoUpdate({
          target: [items.installationId, items.kind, items.id],
          set: {
            name: sql`excluded.name`,
            locationId: sql`excluded.location_id`,
            archived: sql`excluded.archived`,
            detail: sql`excluded.detail`,
            occupantId: sql`excluded.occupant_id`,
            nativeGroupIds: sql`excluded.native_group_ids`,
            seenAt: key.now,
            vanishedAt: null,
          },
        });
    if (!key.complete) return;
    const missing = [
      eq(items.installationId, key.installationId),
      eq(items.kind, key.kind),
      isNull(items.vanishedAt),
    ];
    if (rows.length > 0)
      missing.push(
        notInArray(
          items.id,
          rows.map((row) => row.id),
        ),
      );
    await tx
      .update(items)
      .set({ vanishedAt: key.now })
      .where(and(...missing));
  });
}

export function listMappings(db: Db, key: Key): Promise<MappingRow[]> {
  return ofConnection(db).execute(key);
}

/** Replaces the connection's whole mapping. Call inside the transaction that confirms the preview. */
export async function replaceMappings(
  db: Db,
  key: Key,
  rows: readonly Omit<typeof mappings.$inferInsert, "installationId" | "connectionId">[],
): Promise<void> {
  await db.delete(mappings).where(mappingOf(key));
  if (rows.length > 0) await db.insert(mappings).values(rows.map((row) => ({ ...row, ...key })));
}

export type PreviewRow = typeof previews.$inferSelect;

/** Stores a new open preview; an older open one of the connection is superseded. */
export async function insertPreview(db: Db, row: typeof previews.$inferInsert): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(previews)
      .set({ state: "superseded" })
      .where(
        and(
          eq(previews.installationId, row.installationId),
          eq(previews.connectionId, row.connectionId),
          eq(previews.state, "open"),
        ),
      );
    await tx.insert(previews).values(row);
  });
}

export async function getPreview(
  db: Db,
  key: { readonly installationId: InstallationId; readonly previewId: string },
): Promise<PreviewRow | null> {
  const [row] = await db
    .select()
    .from(previews)
    .where(and(eq(previews.installationId, key.installationId), eq(previews.id, key.previewId)));
  return row ?? null;
}

export async function openPreview(db: Db, key: Key): Promise<PreviewRow | null> {
  const [row] = await db
    .select()
    .from(previews)
    .where(
      and(
        eq(previews.installationId, key.installationId),
        eq(previews.connectionId, key.connectionId),
        eq(previews.state, "open"),
      ),
    );
  return row ?? null;
}

/** One caller wins; a second confirmation of the same preview gets false. */
export async function closePreview(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly previewId: string;
    readonly state: "confirmed" | "superseded";
    readonly now: Date;
  },
): Promise<boolean> {
  const rows = await db
    .update(previews)
    .set({ state: key.state, confirmedAt: key.state === "confirmed" ? key.now : null })
    .where(
      and(
        eq(previews.installationId, key.installationId),
        eq(previews.id, key.previewId),
        eq(previews.state, "open"),
      ),
    )
    .returning({ id: previews.id });
  return rows.length === 1;
}

/** Shows a preview's newer digest after a difference was found. */
export async function renewPreview(
  db: Db,
  key: { readonly installationId: InstallationId; readonly previewId: string; readonly digest: string },
) {
  await db
    .update(previews)
    .set({ digest: key.digest })
    .where(
      and(
        eq(previews.installationId, key.installationId),
        eq(previews.id, key.previewId),
        ne(previews.state, "confirmed"),
      ),
    );
}

/** Takes the items at these locations out of the mapping of every connection. Returns how many rows went. */
export async function dropMappingsAt(
  db: Db,
  key: { readonly installationId: InstallationId; readonly locationIds: readonly LocationId[] },
): Promise<number> {
  const gone = await db.delete(mappings).where(
    and(
      eq(mappings.installationId, key.installationId),
      exists(
        db
          .select({ id: items.id })
          .from(items)
          .where(
            and(
              eq(items.installationId, mappings.installationId),
              eq(items.kind, mappings.itemKind),
              eq(items.id, mappings.itemId),
              inArray(items.locationId, [...key.locationIds]),
            ),
          ),
      ),
    ),
  );
  return gone.rowCount ?? 0;
}

/** Contracts that are, or will be, in effect: what the mapping page says about desks and odd times. */
export function contractsAhead(
  db: Db,
  key: { readonly installationId: InstallationId; readonly now: Date },
): Promise<
  Pick<
    typeof contracts.$inferSelect,
    "id" | "memberId" | "locationId" | "fromAt" | "untilAt" | "deskIds" | "variantIds"
  >[]
> {
  const { id, memberId, locationId, fromAt, untilAt, deskIds, variantIds } = contracts;
  return db
    .select({ id, memberId, locationId, fromAt, untilAt, deskIds, variantIds })
    .from(contracts)
    .where(
      and(
        eq(contracts.installationId, key.installationId),
        eq(contracts.state, "live"),
        or(gt(contracts.untilAt, key.now), and(isNull(contracts.untilAt), eq(contracts.cancelled, false))),
      ),
    )
    .orderBy(asc(contracts.id));
}

/** Part-time shares of offices that still exist. */
export function liveVariants(
  db: Db,
  key: { readonly installationId: InstallationId },
): Promise<{ readonly id: string; readonly deskId: string; readonly weekdays: readonly number[] }[]> {
  return db
    .select({ id: deskVariants.id, deskId: deskVariants.deskId, weekdays: deskVariants.weekdays })
    .from(deskVariants)
    .where(and(eq(deskVariants.installationId, key.installationId), eq(deskVariants.state, "live")))
    .orderBy(asc(deskVariants.id));
}

/** Who pays for the teams these members are in. */
export async function payersOf(
  db: Db,
  key: { readonly installationId: InstallationId; readonly memberIds: readonly MemberId[] },
): Promise<{ readonly memberId: MemberId; readonly payerId: MemberId }[]> {
  if (key.memberIds.length === 0) return [];
  const rows = await db
    .select({ memberId: teamMembers.memberId, payerId: teams.payingMemberId })
    .from(teamMembers)
    .innerJoin(
      teams,
      and(eq(teams.installationId, teamMembers.installationId), eq(teams.id, teamMembers.teamId)),
    )
    .where(
      and(
        eq(teamMembers.installationId, key.installationId),
        eq(teams.state, "live"),
        inArray(teamMembers.memberId, [...key.memberIds]),
      ),
    );
  return rows.flatMap(({ memberId, payerId }) => (payerId === null ? [] : [{ memberId, payerId }]));
}
