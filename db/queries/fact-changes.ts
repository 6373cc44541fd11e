import { and, eq, inArray } from "drizzle-orm";
import type { InstallationId, MemberId, Source } from "@/lib/access/types";
import type { Db } from "../client";
import { bookings, contracts, members, passes } from "../schema";

type Tenant = { readonly installationId: InstallationId };

/** When a stored fact last said something new: the platform's own time of change, or when it was found to be over. */
const changedAt = (row: {
  readonly state: string;
  readonly updatedOn: Date | null;
  readonly updatedAt: Date;
}): Date | null => (row.state === "live" ? row.updatedOn : row.updatedAt);

/** When these records last changed. Unknown ones, and those that never say when, are not in the answer. */
export async function sourceChanges(
  db: Db,
  key: Tenant & { readonly sources: readonly Source[] },
): Promise<{ readonly source: Source; readonly at: Date }[]> {
  const tables = { booking: bookings, contract: contracts, pass: passes } as const;
  const found: { source: Source; at: Date }[] = [];
  for (const kind of ["booking", "contract", "pass"] as const) {
    const table = tables[kind];
    const ids = key.sources.filter((source) => source.kind === kind).map((source) => source.id);
    if (ids.length === 0) continue;
    const rows = await db
      .select({ id: table.id, state: table.state, updatedOn: table.updatedOn, updatedAt: table.updatedAt })
      .from(table)
      .where(and(eq(table.installationId, key.installationId), inArray(table.id, ids)));
    for (const row of rows) {
      const at = changedAt(row);
      if (at !== null) found.push({ source: { kind, id: row.id }, at });
    }
  }
  return found;
}

/** When these members last changed. */
export async function memberChanges(
  db: Db,
  key: Tenant & { readonly ids: readonly MemberId[] },
): Promise<ReadonlyMap<MemberId, Date>> {
  const found = new Map<MemberId, Date>();
  if (key.ids.length === 0) return found;
  const rows = await db
    .select({
      id: members.id,
      state: members.state,
      updatedOn: members.updatedOn,
      updatedAt: members.updatedAt,
    })
    .from(members)
    .where(and(eq(members.installationId, key.installationId), inArray(members.id, [...key.ids])));
  for (const row of rows) {
    const at = changedAt(row);
    if (at !== null) found.set(row.id, at);
  }
  return found;
}
