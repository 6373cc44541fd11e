import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, memberCredentials, members, personMembers } from "../schema";

export type MemberCredentialsRow = typeof memberCredentials.$inferSelect;
type Tenant = { readonly installationId: InstallationId };

/** What some connection of an installation carries to a vendor. */
export interface CarriedKinds {
  readonly pin: boolean;
  readonly cards: boolean;
}

/** A connection that carries a kind: activated, and neither left nor being left. */
const carries = (kind: SQL) =>
  sql`${connections.activatedAt} is not null and ${connections.state} <> 'disconnected'
    and ${connections.disconnectingSince} is null and ${kind}`;
const EITHER = sql`(${connections.syncPin} or ${connections.syncCards})`;

export async function carriedKinds(db: Db, key: Tenant): Promise<CarriedKinds> {
  const [row] = await db
    .select({
      pin: sql<boolean>`coalesce(bool_or(${connections.syncPin}), false)`,
      cards: sql<boolean>`coalesce(bool_or(${connections.syncCards}), false)`,
    })
    .from(connections)
    .where(and(eq(connections.installationId, key.installationId), carries(EITHER)));
  return { pin: row?.pin ?? false, cards: row?.cards ?? false };
}

/** Deletes what no connection carries any more. Repeat: no change. */
export async function forgetCredentials(
  db: Db,
  key: Tenant & { readonly carried: CarriedKinds; readonly now: Date },
): Promise<void> {
  const { installationId, carried, now } = key;
  const ours = eq(memberCredentials.installationId, installationId);
  if (!carried.pin && !carried.cards) {
    await db.delete(memberCredentials).where(ours);
    return;
  }
  if (!carried.pin)
    await db
      .update(memberCredentials)
      .set({ pinSealed: null, pinHash: null, updatedAt: now })
      .where(and(ours, sql`${memberCredentials.pinHash} is not null`));
  if (!carried.cards)
    await db
      .update(memberCredentials)
      .set({ cardsSealed: null, cardsHash: null, updatedAt: now })
      .where(and(ours, sql`${memberCredentials.cardsHash} is not null`));
}

export function credentialsOf(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[] },
): Promise<MemberCredentialsRow[]> {
  if (key.memberIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(memberCredentials)
    .where(
      and(
        eq(memberCredentials.installationId, key.installationId),
        inArray(memberCredentials.memberId, [...key.memberIds]),
      ),
    );
}

/**
 * The row of a member, made if there is none, and locked until the transaction ends. Its values are bound to its id,
 * which therefore stays.
 */
export async function lockCredentials(
  tx: Db,
  key: Tenant & { readonly memberId: MemberId; readonly newId: string; readonly now: Date },
): Promise<MemberCredentialsRow | null> {
  const { installationId, memberId, newId, now } = key;
  await tx
    .insert(memberCredentials)
    .values({ id: newId, installationId, memberId, readAt: new Date(0), createdAt: now, updatedAt: now })
    .onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(memberCredentials)
    .where(
      and(eq(memberCredentials.installationId, installationId), eq(memberCredentials.memberId, memberId)),
    )
    .for("update");
  return row ?? null;
}

export async function updateCredentials(
  tx: Db,
  key: Tenant & { readonly id: string },
  change: Partial<Omit<typeof memberCredentials.$inferInsert, "id" | "installationId" | "memberId">>,
): Promise<void> {
  await tx
    .update(memberCredentials)
    .set(change)
    .where(and(eq(memberCredentials.installationId, key.installationId), eq(memberCredentials.id, key.id)));
}

/** Live members that are somebody at a vendor PINs or cards are carried to. */
const linkedLive = (key: Tenant) =>
  sql`${members.installationId} = ${key.installationId} and ${members.state} = 'live' and exists (
    select 1 from ${personMembers}
    join ${connections} on ${connections.installationId} = ${personMembers.installationId}
      and ${connections.id} = ${personMembers.connectionId}
    where ${personMembers.installationId} = ${members.installationId}
      and ${personMembers.memberId} = ${members.id} and ${carries(EITHER)})`;

const ofMember = and(
  eq(memberCredentials.installationId, members.installationId),
  eq(memberCredentials.memberId, members.id),
);

export async function isLinked(db: Db, key: Tenant & { readonly memberId: MemberId }): Promise<boolean> {
  const rows = await db
    .select({ id: members.id })
    .from(members)
    .where(and(linkedLive(key), eq(members.id, key.memberId)));
  return rows.length > 0;
}

/**
 * Linked members whose record was never read for what is carried, then those that changed since it was read, give or
 * take `slackMs`: clocks differ, and a change may be stored late.
 */
export async function membersToRead(
  db: Db,
  key: Tenant & { readonly carried: CarriedKinds; readonly slackMs: number; readonly limit: number },
): Promise<MemberId[]> {
  const { carried } = key;
  const isUnread = sql`(${memberCredentials.id} is null
    or (${carried.pin} and ${memberCredentials.pinHash} is null)
    or (${carried.cards} and ${memberCredentials.cardsHash} is null))`;
  const hasChanged = sql`${members.updatedOn} >= ${memberCredentials.readAt} - ${key.slackMs} * interval '1 millisecond'`;
  const rows = await db
    .select({ id: members.id })
    .from(members)
    .leftJoin(memberCredentials, ofMember)
    .where(and(linkedLive(key), sql`(${isUnread} or ${hasChanged})`))
    .orderBy(sql`${isUnread} desc`, asc(memberCredentials.readAt), asc(members.id))
    .limit(key.limit);
  return rows.map((row) => row.id);
}

export async function countLinked(db: Db, key: Tenant): Promise<number> {
  const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(members).where(linkedLive(key));
  return row?.n ?? 0;
}

/** Of the linked members those whose record was read longest ago. */
export async function longestUnread(db: Db, key: Tenant & { readonly limit: number }): Promise<MemberId[]> {
  const rows = await db
    .select({ id: members.id })
    .from(members)
    .innerJoin(memberCredentials, ofMember)
    .where(linkedLive(key))
    .orderBy(asc(memberCredentials.readAt), asc(members.id))
    .limit(key.limit);
  return rows.map((row) => row.id);
}
