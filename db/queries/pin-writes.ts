import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { memberCredentials, type pinWriteStates, pinWrites } from "../schema";

export type PinWriteRow = typeof pinWrites.$inferSelect;
type Tenant = { readonly installationId: InstallationId };

const OPEN_WRITES = ["intended", "written"] as const satisfies readonly (typeof pinWriteStates)[number][];

/** PINs that Lintel made and has not yet written back, or given up. */
export function openPinWrites(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[] | null },
): Promise<PinWriteRow[]> {
  if (key.memberIds?.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(pinWrites)
    .where(
      and(
        eq(pinWrites.installationId, key.installationId),
        inArray(pinWrites.state, [...OPEN_WRITES]),
        key.memberIds === null ? undefined : inArray(pinWrites.memberId, [...key.memberIds]),
      ),
    )
    .orderBy(asc(pinWrites.createdAt), asc(pinWrites.id));
}

/** Every PIN Lintel made for a member, the newest first. */
export function pinWritesOf(db: Db, key: Tenant & { readonly memberId: MemberId }): Promise<PinWriteRow[]> {
  return db
    .select()
    .from(pinWrites)
    .where(and(eq(pinWrites.installationId, key.installationId), eq(pinWrites.memberId, key.memberId)))
    .orderBy(sql`${pinWrites.createdAt} desc`, sql`${pinWrites.id} desc`);
}

export async function getPinWrite(
  db: Db,
  key: Tenant & { readonly id: string },
): Promise<PinWriteRow | null> {
  const [row] = await db
    .select()
    .from(pinWrites)
    .where(and(eq(pinWrites.installationId, key.installationId), eq(pinWrites.id, key.id)));
  return row ?? null;
}

export async function insertPinWrite(tx: Db, row: typeof pinWrites.$inferInsert): Promise<void> {
  await tx.insert(pinWrites).values(row);
}

/** Changes an open one; false when it was finished meanwhile. */
export async function updatePinWrite(
  db: Db,
  key: Tenant & { readonly id: string },
  change: Partial<Omit<typeof pinWrites.$inferInsert, "id" | "installationId" | "memberId">>,
): Promise<boolean> {
  const rows = await db
    .update(pinWrites)
    .set(change)
    .where(
      and(
        eq(pinWrites.installationId, key.installationId),
        eq(pinWrites.id, key.id),
        inArray(pinWrites.state, [...OPEN_WRITES]),
      ),
    )
    .returning({ id: pinWrites.id });
  return rows.length > 0;
}

/** Gives an intended PIN other digits; false once writing it to Nexudus has begun. */
export async function replaceIntendedPin(
  db: Db,
  key: Tenant & { readonly id: string; readonly before: string },
  change: { readonly pinSealed: string; readonly pinHash: string },
): Promise<boolean> {
  const rows = await db
    .update(pinWrites)
    .set(change)
    .where(
      and(
        eq(pinWrites.installationId, key.installationId),
        eq(pinWrites.id, key.id),
        eq(pinWrites.state, "intended"),
        eq(pinWrites.pinHash, key.before),
        sql`${pinWrites.fieldsBefore} = '{}'::jsonb`,
      ),
    )
    .returning({ id: pinWrites.id });
  return rows.length > 0;
}

/**
 * Where a member is somebody, with how it stands there: connections that carry PINs, and on which this member is the
 * one linked first, whose credentials count.
 */
export async function pinPlaces(db: Db, key: Tenant & { readonly memberIds: readonly MemberId[] | null }) {
  const { installationId, memberIds } = key;
  if (memberIds?.length === 0) return [];
  const rows = await db.execute(sql`
    select pm.member_id as "memberId", c.id as "connectionId", c.vendor as "vendor", c.state as "state",
      c.random_pins as "randomPins", c.pin_write_back_off is not null as "isOff", p.pin_hash as "pinHash",
      p.id as "personId"
    from person_members pm
    join connections c on c.installation_id = pm.installation_id and c.id = pm.connection_id
    join persons p on p.installation_id = pm.installation_id and p.id = pm.person_id
    where pm.installation_id = ${installationId} and c.sync_pin and c.activated_at is not null
      and c.state <> 'disconnected' and c.disconnecting_since is null
      and ${memberIds === null ? sql`true` : sql`pm.member_id in ${[...memberIds]}`}
      and not exists (
        select 1 from person_members other
        where other.installation_id = pm.installation_id and other.person_id = pm.person_id
          and (other.linked_at, other.member_id) < (pm.linked_at, pm.member_id))`);
  return rows.rows as unknown as readonly PinPlace[];
}

export interface PinPlace {
  readonly memberId: MemberId;
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
  readonly vendor: string;
  readonly state: string;
  readonly randomPins: boolean;
  /** PINs are not written back from here any more. */
  readonly isOff: boolean;
  readonly pinHash: string | null;
}

/** Members read as having no PIN, for whom Lintel has none on its way: `none` = how "no PIN" is noted. */
export async function membersWithoutPin(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[] | null; readonly none: string },
): Promise<MemberId[]> {
  if (key.memberIds?.length === 0) return [];
  const rows = await db
    .select({ id: memberCredentials.memberId })
    .from(memberCredentials)
    .where(
      and(
        eq(memberCredentials.installationId, key.installationId),
        eq(memberCredentials.pinHash, key.none),
        key.memberIds === null ? undefined : inArray(memberCredentials.memberId, [...key.memberIds]),
        sql`not exists (select 1 from ${pinWrites} where ${pinWrites.installationId} = ${key.installationId}
          and ${pinWrites.memberId} = ${memberCredentials.memberId} and ${pinWrites.state} in ('intended', 'written'))`,
      ),
    )
    .orderBy(asc(memberCredentials.memberId));
  return rows.map((row) => row.id);
}
