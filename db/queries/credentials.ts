import { and, asc, eq, inArray, notInArray, type SQL, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import {
  connections,
  credentialProblems,
  memberCredentials,
  members,
  personMembers,
  type pinWriteStates,
  pinWrites,
} from "../schema";

export type MemberCredentialsRow = typeof memberCredentials.$inferSelect;
export type PinWriteRow = typeof pinWrites.$inferSelect;
export type CredentialProblemRow = typeof credentialProblems.$inferSelect;
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

export function listProblems(
  db: Db,
  key: Tenant & { readonly personIds: readonly PersonId[] },
): Promise<CredentialProblemRow[]> {
  if (key.personIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, key.installationId),
        inArray(credentialProblems.personId, [...key.personIds]),
      ),
    )
    .orderBy(asc(credentialProblems.kind), asc(credentialProblems.position));
}

/** People of a connection with a credential that is not accepted. */
export async function peopleWithProblems(
  db: Db,
  key: Tenant & { readonly connectionId: ConnectionId },
): Promise<PersonId[]> {
  const rows = await db
    .selectDistinct({ personId: credentialProblems.personId })
    .from(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, key.installationId),
        eq(credentialProblems.connectionId, key.connectionId),
      ),
    );
  return rows.map((row) => row.personId);
}

/** What is wrong with one kind of a person's credentials, whole: the rest of it is over. `since` stays where it was known. */
export async function replaceProblems(
  tx: Db,
  key: Tenant & {
    readonly connectionId: ConnectionId;
    readonly personId: PersonId;
    readonly kind: CredentialProblemRow["kind"];
    readonly now: Date;
  },
  problems: readonly { readonly position: number; readonly reason: string }[],
): Promise<void> {
  const { installationId, connectionId, personId, kind, now } = key;
  const positions = problems.map((problem) => problem.position);
  await tx
    .delete(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, installationId),
        eq(credentialProblems.personId, personId),
        eq(credentialProblems.kind, kind),
        positions.length === 0 ? undefined : notInArray(credentialProblems.position, positions),
      ),
    );
  if (problems.length === 0) return;
  await tx
    .insert(credentialProblems)
    .values(
      problems.map(({ position, reason }) => ({
        installationId,
        connectionId,
        personId,
        kind,
        position,
        reason,
        since: now,
      })),
    )
    .onConflictDoUpdate({
      target: [credentialProblems.personId, credentialProblems.kind, credentialProblems.position],
      set: {
        reason: sql`excluded.reason`,
        since: sql`case when ${credentialProblems.reason} = excluded.reason then ${credentialProblems.since} else excluded.since end`,
      },
    });
}

/** Nothing of ours is with the person any more. */
export async function deleteProblems(db: Db, key: Tenant & { readonly personId: PersonId }): Promise<void> {
  await db
    .delete(credentialProblems)
    .where(
      and(
        eq(credentialProblems.installationId, key.installationId),
        eq(credentialProblems.personId, key.personId),
      ),
    );
}
