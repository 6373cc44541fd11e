import { and, eq, lte, notInArray, sql } from "drizzle-orm";
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
function* chunks<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += CHUNK) yield all.slice(at, at + CHUNK);
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

/** Teams as read, with all their members. */
export async function saveTeams(
  db: Db,
  rows: readonly (typeof teams.$inferInsert & { readonly memberIds: readonly MemberId[] })[],
): Promise<void> {
  for (const { memberIds, ...row } of rows)
    await db.transaction(async (tx) => {
      const [stored] = await tx
        .insert(teams)
        .values(row)
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
        .returning({ id: teams.id });
      if (!stored) return;
      const of = and(eq(teamMembers.installationId, row.installationId), eq(teamMembers.teamId, row.id));
      const kept = [...new Set(memberIds)];
      await tx
        .delete(teamMembers)
        .where(kept.length === 0 ? of : and(of, notInArray(teamMembers.memberId, kept)));
      if (kept.length > 0)
        await tx
          .insert(teamMembers)
          .values(kept.map((memberId) => ({ installationId: row.installationId, teamId: row.id, memberId })))
          .onConflictDoNothing();
    });
}
