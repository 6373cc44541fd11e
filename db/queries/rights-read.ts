import { and, eq, gt, inArray, isNull, or, Param, sql } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { given, prepared } from "../prepared";
import { contractFreezes, contracts, deskVariants, passes, passKinds, teamMembers, teams } from "../schema";
import type { FACTS, FactEntity } from "./rights";

type Tenant = { readonly installationId: InstallationId };
export type ContractRow = typeof contracts.$inferSelect;
export type FreezeRow = typeof contractFreezes.$inferSelect;
export type PassRow = typeof passes.$inferSelect;
export type PassKindRow = typeof passKinds.$inferSelect;
export type VariantRow = typeof deskVariants.$inferSelect;
export type TeamRow = typeof teams.$inferSelect & { readonly memberIds: readonly MemberId[] };

const ofInstallation = given.installationId;
const everyKind = prepared((db) =>
  db.select().from(passKinds).where(eq(passKinds.installationId, ofInstallation)),
);
const everyVariant = prepared((db) =>
  db.select().from(deskVariants).where(eq(deskVariants.installationId, ofInstallation)),
);
const everyMembership = prepared((db) =>
  db.select().from(teamMembers).where(eq(teamMembers.installationId, ofInstallation)),
);
const liveTeams = prepared((db) =>
  db
    .select()
    .from(teams)
    .where(and(eq(teams.installationId, ofInstallation), eq(teams.state, "live"))),
);
const liveFreezes = prepared((db) =>
  db
    .select()
    .from(contractFreezes)
    .where(
      and(
        eq(contractFreezes.installationId, ofInstallation),
        eq(contractFreezes.state, "live"),
        or(
          isNull(contractFreezes.untilAt),
          gt(contractFreezes.untilAt, new Param(sql.placeholder("endsAfter"), contractFreezes.untilAt)),
        ),
      ),
    ),
);

/** Every kind of pass known. */
export function passKindsById(db: Db, key: Tenant): Promise<PassKindRow[]> {
  return everyKind(db).execute({ installationId: key.installationId });
}

/** Live teams a member is in, or pays for, as stored. */
export async function teamIdsOf(db: Db, key: Tenant & { readonly memberId: MemberId }): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: teams.id })
    .from(teams)
    .leftJoin(
      teamMembers,
      and(eq(teamMembers.installationId, teams.installationId), eq(teamMembers.teamId, teams.id)),
    )
    .where(
      and(
        eq(teams.installationId, key.installationId),
        eq(teams.state, "live"),
        or(eq(teamMembers.memberId, key.memberId), eq(teams.payingMemberId, key.memberId)),
      ),
    );
  return rows.map((row) => row.id);
}

/** Live teams a member is in, by name. */
export function teamsOf(
  db: Db,
  key: Tenant & { readonly memberId: MemberId },
): Promise<{ readonly id: string; readonly name: string | null }[]> {
  return db
    .select({ id: teams.id, name: teams.name })
    .from(teamMembers)
    .innerJoin(
      teams,
      and(eq(teams.installationId, teamMembers.installationId), eq(teams.id, teamMembers.teamId)),
    )
    .where(
      and(
        eq(teamMembers.installationId, key.installationId),
        eq(teamMembers.memberId, key.memberId),
        eq(teams.state, "live"),
      ),
    );
}

/** Everybody whose rights may hang on these members': themselves and everybody they share a team with. */
export async function withTeammates(
  db: Db,
  key: Tenant & { readonly ids: readonly MemberId[] },
): Promise<MemberId[]> {
  if (key.ids.length === 0) return [];
  const ids = [...key.ids];
  const mine = db
    .select({ id: teams.id })
    .from(teams)
    .leftJoin(
      teamMembers,
      and(eq(teamMembers.installationId, teams.installationId), eq(teamMembers.teamId, teams.id)),
    )
    .where(
      and(
        eq(teams.installationId, key.installationId),
        eq(teams.state, "live"),
        or(inArray(teamMembers.memberId, ids), inArray(teams.payingMemberId, ids)),
      ),
    );
  const [members, paying] = await Promise.all([
    db
      .select({ id: teamMembers.memberId })
      .from(teamMembers)
      .where(and(eq(teamMembers.installationId, key.installationId), inArray(teamMembers.teamId, mine))),
    db
      .select({ id: teams.payingMemberId })
      .from(teams)
      .where(and(eq(teams.installationId, key.installationId), inArray(teams.id, mine))),
  ]);
  return [...new Set([...ids, ...members.map((row) => row.id), ...paying.flatMap((row) => row.id ?? [])])];
}

/** Part-time offices that these contracts name and nothing is known of. */
export async function unknownVariants(
  db: Db,
  key: Tenant & { readonly variantIds: readonly string[] },
): Promise<string[]> {
  const ids = [...new Set(key.variantIds)];
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: deskVariants.id })
    .from(deskVariants)
    .where(and(eq(deskVariants.installationId, key.installationId), inArray(deskVariants.id, ids)));
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id));
}

export interface StoredRights {
  readonly contracts: readonly ContractRow[];
  readonly freezes: readonly FreezeRow[];
  readonly variants: readonly VariantRow[];
  readonly passes: readonly PassRow[];
  readonly passKinds: readonly PassKindRow[];
  readonly teams: readonly TeamRow[];
}

/**
 * Live facts of these members (null = all) that may still matter after `endsAfter`. A contract that ended matters as long
 * as a pass that came with it: its freezes are the pass's too.
 */
export async function storedRights(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[] | null; readonly endsAfter: Date },
): Promise<StoredRights> {
  const { installationId, memberIds, endsAfter } = key;
  const of = (column: typeof contracts.memberId | typeof passes.memberId) =>
    memberIds === null ? undefined : inArray(column, [...memberIds]);
  const live = (table: (typeof FACTS)[FactEntity]) =>
    and(eq(table.installationId, installationId), eq(table.state, "live"));
  const passesMatter = and(
    live(passes),
    of(passes.memberId),
    or(eq(passes.used, true), isNull(passes.expiresAt), gt(passes.expiresAt, endsAfter)),
    or(eq(passes.used, false), gt(passes.usedAt, new Date(endsAfter.getTime() - TWO_DAYS_MS))),
  );
  const withPasses = db.select({ id: passes.contractUniqueId }).from(passes).where(passesMatter);
  const [contractRows, freezes, variants, passRows, kinds, teamRows, memberships] = await Promise.all([
    db
      .select()
      .from(contracts)
      .where(
        and(
          live(contracts),
          of(contracts.memberId),
          or(
            isNull(contracts.untilAt),
            gt(contracts.untilAt, endsAfter),
            inArray(contracts.uniqueId, withPasses),
          ),
        ),
      ),
    liveFreezes(db).execute({ installationId, endsAfter }),
    // Those that are gone too: an office known to be part-time must not count as a whole one.
    everyVariant(db).execute({ installationId }),
    db.select().from(passes).where(passesMatter),
    everyKind(db).execute({ installationId }),
    liveTeams(db).execute({ installationId }),
    everyMembership(db).execute({ installationId }),
  ]);
  const membersOf = new Map<string, MemberId[]>();
  for (const { teamId, memberId } of memberships)
    membersOf.set(teamId, [...(membersOf.get(teamId) ?? []), memberId]);
  return {
    contracts: contractRows,
    freezes,
    variants,
    passes: passRows,
    passKinds: kinds,
    teams: teamRows.map((team) => ({ ...team, memberIds: membersOf.get(team.id) ?? [] })),
  };
}
/** A day pass admits until its location's day ends, at most 49 hours after its use on a long day. */
const TWO_DAYS_MS = 49 * 3_600_000;
