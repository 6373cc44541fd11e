import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { contractFreezes, contracts, passes, teamMembers } from "../schema";
import { FACTS, type FactEntity } from "./rights";

type Tenant = { readonly installationId: InstallationId };

/** Live facts that a complete read did not list: in doubt until proven. Passes: unused ones only. */
export async function doubtUnlistedFacts(
  db: Db,
  key: Tenant & {
    readonly entity: FactEntity;
    readonly readId: string;
    readonly now: Date;
    /** Only those of one member; contracts and passes. */
    readonly memberId?: MemberId;
  },
): Promise<string[]> {
  const table = FACTS[key.entity];
  const rows = await db
    .update(table)
    .set({ missingSince: sql`coalesce(${table.missingSince}, ${key.now.toISOString()}::timestamptz)` })
    .where(
      and(
        eq(table.installationId, key.installationId),
        eq(table.state, "live"),
        or(isNull(table.seenInRead), ne(table.seenInRead, key.readId)),
        key.entity === "passes" ? eq(passes.used, false) : undefined,
        key.memberId === undefined
          ? undefined
          : key.entity === "passes"
            ? eq(passes.memberId, key.memberId)
            : eq(contracts.memberId, key.memberId),
      ),
    )
    .returning({ id: table.id });
  return rows.map((row) => row.id);
}

/** Facts proven gone. Returns the members they concerned. Repeat: nothing more. */
export async function endFacts(
  db: Db,
  key: Tenant & { readonly entity: FactEntity; readonly ids: readonly string[]; readonly now: Date },
): Promise<MemberId[]> {
  if (key.ids.length === 0) return [];
  const members = await membersOfFacts(db, key);
  const table = FACTS[key.entity];
  await db
    .update(table)
    .set({ state: "gone", updatedAt: key.now })
    .where(
      and(
        eq(table.installationId, key.installationId),
        inArray(table.id, [...key.ids]),
        eq(table.state, "live"),
      ),
    );
  return members;
}

/** Whose rights these facts concern, as stored. A team's change concerns everybody in it. */
export async function membersOfFacts(
  db: Db,
  key: Tenant & { readonly entity: FactEntity; readonly ids: readonly string[] },
): Promise<MemberId[]> {
  if (key.ids.length === 0) return [];
  const { installationId } = key;
  const ids = [...key.ids];
  const rows = await (() => {
    switch (key.entity) {
      case "contracts":
        return db
          .select({ id: contracts.memberId })
          .from(contracts)
          .where(and(eq(contracts.installationId, installationId), inArray(contracts.id, ids)));
      case "passes":
        return db
          .select({ id: passes.memberId })
          .from(passes)
          .where(and(eq(passes.installationId, installationId), inArray(passes.id, ids)));
      case "freezes":
        return db
          .select({ id: contracts.memberId })
          .from(contractFreezes)
          .innerJoin(
            contracts,
            and(
              eq(contracts.installationId, contractFreezes.installationId),
              eq(contracts.id, contractFreezes.contractId),
            ),
          )
          .where(and(eq(contractFreezes.installationId, installationId), inArray(contractFreezes.id, ids)));
      case "variants":
        return db
          .select({ id: contracts.memberId })
          .from(contracts)
          .where(
            and(
              eq(contracts.installationId, installationId),
              sql`${contracts.variantIds} ?| array[${sql.join(
                ids.map((id) => sql`${id}`),
                sql`, `,
              )}]`,
            ),
          );
      case "teams":
        return db
          .select({ id: teamMembers.memberId })
          .from(teamMembers)
          .where(and(eq(teamMembers.installationId, installationId), inArray(teamMembers.teamId, ids)));
      default: {
        const never: never = key.entity;
        return never;
      }
    }
  })();
  return [...new Set(rows.map((row) => row.id))];
}

/** What is known of these records: their state, for telling "withdrawn" from "not seen". */
export async function factStates(
  db: Db,
  key: Tenant & { readonly entity: "contracts" | "passes"; readonly ids: readonly string[] },
): Promise<{ readonly id: string; readonly state: "live" | "gone" }[]> {
  if (key.ids.length === 0) return [];
  const table = FACTS[key.entity];
  return db
    .select({ id: table.id, state: table.state })
    .from(table)
    .where(and(eq(table.installationId, key.installationId), inArray(table.id, [...key.ids])));
}
