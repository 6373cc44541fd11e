import { and, eq, lte, notInArray, or, sql } from "drizzle-orm";
import type { InstallationId, LocationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { contractFreezes, contracts, deskVariants, passes, passKinds, teamMembers, teams } from "../schema";

type Tenant = { readonly installationId: InstallationId };

/** Facts whose absence is proven record by record, by the name their reads have. */
export const FACTS = {
  contracts,
  freezes: contractFreezes,
  variants: deskVariants,
  passes,
  teams,
} as const;
export type FactEntity = keyof typeof FACTS;

const CHUNK = 500;
function* chunks<T>(all: readonly T[], size = CHUNK): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

/** Being listed ends any doubt; a row read by itself keeps the list read that saw it. */
const asRead = (table: (typeof FACTS)[FactEntity]) => ({
  state: sql`excluded.state`,
  updatedOn: sql`excluded.updated_on`,
  seenInRead: sql`coalesce(excluded.seen_in_read, ${table.seenInRead})`,
  missingSince: null,
  updatedAt: sql`excluded.updated_at`,
});

/** What a read that began later has stored stays: `updatedAt` is when a read began. */
const unlessLater = (table: (typeof FACTS)[FactEntity]) => lte(table.updatedAt, sql`excluded.updated_at`);

export async function saveContracts(db: Db, rows: readonly (typeof contracts.$inferInsert)[]): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(contracts)
      .values(chunk)
      .onConflictDoUpdate({
        target: [contracts.installationId, contracts.id],
        set: {
          uniqueId: sql`excluded.unique_id`,
          locationId: sql`excluded.location_id`,
          memberId: sql`excluded.member_id`,
          planId: sql`excluded.plan_id`,
          fromAt: sql`excluded.from_at`,
          untilAt: sql`excluded.until_at`,
          active: sql`excluded.active`,
          cancelled: sql`excluded.cancelled`,
          pausedFrom: sql`excluded.paused_from`,
          pausedUntil: sql`excluded.paused_until`,
          deskIds: sql`excluded.desk_ids`,
          variantIds: sql`excluded.variant_ids`,
          ...asRead(contracts),
        },
        setWhere: unlessLater(contracts),
      });
}

export async function saveFreezes(
  db: Db,
  rows: readonly (typeof contractFreezes.$inferInsert)[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(contractFreezes)
      .values(chunk)
      .onConflictDoUpdate({
        target: [contractFreezes.installationId, contractFreezes.id],
        set: {
          contractId: sql`excluded.contract_id`,
          fromAt: sql`excluded.from_at`,
          untilAt: sql`excluded.until_at`,
          ...asRead(contractFreezes),
        },
        setWhere: unlessLater(contractFreezes),
      });
}

export async function saveVariants(
  db: Db,
  rows: readonly (typeof deskVariants.$inferInsert)[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(deskVariants)
      .values(chunk)
      .onConflictDoUpdate({
        target: [deskVariants.installationId, deskVariants.id],
        set: {
          deskId: sql`excluded.desk_id`,
          weekdays: sql`excluded.weekdays`,
          ...asRead(deskVariants),
        },
        setWhere: unlessLater(deskVariants),
      });
}

/** A pass that Nexudus gives no date of creation for keeps the instant it was first seen. */
export async function savePasses(db: Db, rows: readonly (typeof passes.$inferInsert)[]): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(passes)
      .values(chunk)
      .onConflictDoUpdate({
        target: [passes.installationId, passes.id],
        set: {
          memberId: sql`excluded.member_id`,
          passId: sql`excluded.pass_id`,
          locationId: sql`excluded.location_id`,
          contractUniqueId: sql`excluded.contract_unique_id`,
          fromAt: sql`least(${passes.fromAt}, excluded.from_at)`,
          expiresAt: sql`excluded.expires_at`,
          used: sql`excluded.used`,
          usedAt: sql`excluded.used_at`,
          remaining: sql`excluded.remaining`,
          ...asRead(passes),
        },
        setWhere: unlessLater(passes),
      });
}

/** Kinds of passes as listed. Where a changed one is good has to be read by id again; till then it is as it was. */
export async function savePassKinds(
  db: Db,
  rows: readonly Omit<typeof passKinds.$inferInsert, "scope" | "scopeReadAt">[],
): Promise<void> {
  for (const chunk of chunks(rows))
    await db
      .insert(passKinds)
      .values(chunk)
      .onConflictDoUpdate({
        target: [passKinds.installationId, passKinds.id],
        set: {
          locationId: sql`excluded.location_id`,
          byMinutes: sql`excluded.by_minutes`,
          hours: sql`excluded.hours`,
          scopeReadAt: sql`case when ${passKinds.updatedOn} is not distinct from excluded.updated_on then ${passKinds.scopeReadAt} end`,
          updatedOn: sql`excluded.updated_on`,
          updatedAt: sql`excluded.updated_at`,
        },
      });
}

export async function savePassScope(
  db: Db,
  key: Tenant & { readonly id: string; readonly scope: readonly LocationId[]; readonly now: Date },
): Promise<void> {
  await db
    .update(passKinds)
    .set({ scope: key.scope, scopeReadAt: key.now })
    .where(and(eq(passKinds.installationId, key.installationId), eq(passKinds.id, key.id)));
}

type TeamRead = typeof teams.$inferInsert & { readonly memberIds: readonly MemberId[] };
/** Their members are parameters too, of which a statement takes 65,535. */
const TEAMS_CHUNK = 25;

/** Teams as read, with all their members. */
export async function saveTeams(db: Db, rows: readonly TeamRead[]): Promise<void> {
  const byKey = new Map(rows.map((row) => [`${row.installationId} ${row.id}`, row]));
  // In one order, so that two reads at once do not wait for each other.
  const read = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  for (const chunk of chunks(read, TEAMS_CHUNK)) await db.transaction((tx) => saveSomeTeams(tx, chunk));
}

async function saveSomeTeams(db: Db, rows: readonly TeamRead[]): Promise<void> {
  const written = await db
    .insert(teams)
    .values(rows.map(({ memberIds: _, ...row }) => row))
    .onConflictDoUpdate({
      target: [teams.installationId, teams.id],
      set: {
        locationId: sql`excluded.location_id`,
        name: sql`excluded.name`,
        payingMemberId: sql`excluded.paying_member_id`,
        sharesPasses: sql`excluded.shares_passes`,
        ...asRead(teams),
      },
      setWhere: unlessLater(teams),
    })
    .returning({ installationId: teams.installationId, id: teams.id });
  const stored = rows.filter((row) =>
    written.some(({ installationId, id }) => installationId === row.installationId && id === row.id),
  );
  if (stored.length === 0) return;
  await db.delete(teamMembers).where(
    or(
      ...stored.map(({ installationId, id, memberIds }) => {
        const of = and(eq(teamMembers.installationId, installationId), eq(teamMembers.teamId, id));
        return memberIds.length === 0 ? of : and(of, notInArray(teamMembers.memberId, [...memberIds]));
      }),
    ),
  );
  const kept = stored.flatMap(({ installationId, id, memberIds }) =>
    [...new Set(memberIds)].map((memberId) => ({ installationId, teamId: id, memberId })),
  );
  for (const chunk of chunks(kept)) await db.insert(teamMembers).values(chunk).onConflictDoNothing();
}
