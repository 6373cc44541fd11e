import { and, asc, eq, gt, inArray, isNull, lt, lte, min, notInArray, or, sql } from "drizzle-orm";
import type { Edge } from "@/lib/access/edges";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, edges } from "../schema";
import { type Among, isAmong } from "./among";

export type EdgeRow = typeof edges.$inferSelect;
type PersonKey = {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
};

type EdgesKey = PersonKey & {
  readonly edges: readonly Edge[];
  readonly revision: number;
  readonly now: Date;
  readonly newId: () => string;
};

/**
 * Makes the person's future edges exactly `edges` (all after `now`): new ones pending, unwanted ones dropped,
 * kept ones as they are. Repeat: no change.
 */
export async function replaceEdges(db: Db, key: EdgesKey): Promise<void> {
  const { installationId, personId, edges: ahead, now } = key;
  await db.transaction(async (tx) => {
    const mine = [
      eq(edges.installationId, installationId),
      eq(edges.personId, personId),
      gt(edges.at, now),
      inArray(edges.state, ["pending", "armed"]),
    ];
    const kept = ahead.map(({ at }) => at);
    if (kept.length > 0) mine.push(notInArray(edges.at, kept));
    await tx
      .update(edges)
      .set({ state: "dropped" })
      .where(and(...mine));
    await keepEdges(tx, key);
  });
}

/**
 * Further edges of a person, beside those there are. An open one stays as it is, unless it turned out to be an
 * ending: then it is armed anew, in the lane of endings. Repeat: no change.
 */
export async function keepEdges(db: Db, key: EdgesKey): Promise<void> {
  const { edges: ahead, revision, now, newId, ...person } = key;
  if (ahead.length === 0) return;
  const { installationId, connectionId, personId } = person;
  const each = new Map<number, boolean>();
  for (const { at, ends } of ahead) each.set(at.getTime(), ends || each.get(at.getTime()) === true);
  const rows = [...each].map(([ms, ends]) => ({
    id: newId(),
    installationId,
    connectionId,
    personId,
    at: new Date(ms),
    ends,
    state: "pending" as const,
    revision,
    armCount: 0,
    createdAt: now,
  }));
  await db
    .insert(edges)
    .values(rows)
    .onConflictDoUpdate({
      target: [edges.connectionId, edges.personId, edges.at],
      set: { state: "pending", revision, ends: sql`excluded.ends` },
      setWhere: sql`${edges.state} = 'dropped' or (${edges.state} <> 'done' and excluded.ends and not ${edges.ends})`,
    });
}

/**
 * Notes that what the person should hold has changed at `now` and is yet to be applied. It is an edge like any
 * other, so that an apply whose request or run was lost is found by the sweep. Repeat: no second one.
 */
export async function noteChange(
  db: Db,
  key: PersonKey & { readonly revision: number; readonly now: Date; readonly id: string },
): Promise<void> {
  const { revision, now, id, ...person } = key;
  await db
    .insert(edges)
    .values({ ...person, id, at: now, state: "armed", revision, armCount: 0, armedAt: now, createdAt: now })
    .onConflictDoUpdate({
      target: [edges.connectionId, edges.personId, edges.at],
      set: { state: "armed", revision, armedAt: now },
    });
}

/** Edges to arm: pending, within the horizon, of connections whose doors are kept. Nearest first. */
export function edgesToArm(
  db: Db,
  key: { readonly until: Date; readonly limit: number; readonly personIds?: readonly PersonId[] },
): Promise<EdgeRow[]> {
  return db
    .select()
    .from(edges)
    .where(
      and(
        eq(edges.state, "pending"),
        lte(edges.at, key.until),
        key.personIds === undefined ? undefined : inArray(edges.personId, [...key.personIds]),
      ),
    )
    .orderBy(asc(edges.at), asc(edges.id))
    .limit(key.limit);
}

/** Stamps an edge as armed; only one caller gets true for one arm count. */
export async function stampArmed(
  db: Db,
  key: {
    readonly installationId: InstallationId;
    readonly edgeId: string;
    readonly armCount: number;
    readonly now: Date;
  },
): Promise<boolean> {
  const rows = await db
    .update(edges)
    .set({ state: "armed", armCount: key.armCount + 1, armedAt: key.now })
    .where(
      and(
        eq(edges.installationId, key.installationId),
        eq(edges.id, key.edgeId),
        eq(edges.armCount, key.armCount),
        inArray(edges.state, ["pending", "armed"]),
      ),
    )
    .returning({ id: edges.id });
  return rows.length === 1;
}

/**
 * Edges that should have had an outcome by `before` and have none, of kept connections. One that was asked for
 * since its instant is left alone until `askedBefore`, so that a slow vendor is not asked twice for one thing.
 */
export async function overdueEdges(
  db: Db,
  key: Among & { readonly before: Date; readonly askedBefore: Date; readonly limit: number },
): Promise<EdgeRow[]> {
  const rows = await db
    .select({ edge: edges })
    .from(edges)
    .innerJoin(
      connections,
      and(eq(connections.installationId, edges.installationId), eq(connections.id, edges.connectionId)),
    )
    .where(
      and(
        inArray(edges.state, ["pending", "armed"]),
        lte(edges.at, key.before),
        or(isNull(edges.armedAt), lt(edges.armedAt, edges.at), lte(edges.armedAt, key.askedBefore)),
        inArray(connections.state, ["active", "paused"]),
        isAmong(edges.connectionId, key),
      ),
    )
    .orderBy(asc(edges.at))
    .limit(key.limit);
  return rows.map((row) => row.edge);
}

/** The nearest open edge of each of these people; none = not in the answer. */
export async function nearestEdges(
  db: Db,
  key: { readonly personIds: readonly PersonId[] },
): Promise<ReadonlyMap<PersonId, Date>> {
  const rows = await db
    .select({ personId: edges.personId, at: min(edges.at) })
    .from(edges)
    .where(and(inArray(edges.personId, [...key.personIds]), inArray(edges.state, ["pending", "armed"])))
    .groupBy(edges.personId);
  return new Map(rows.flatMap((row) => (row.at === null ? [] : [[row.personId, row.at]])));
}

export async function getEdge(
  db: Db,
  key: { readonly installationId: InstallationId; readonly edgeId: string },
): Promise<EdgeRow | null> {
  const [row] = await db
    .select()
    .from(edges)
    .where(and(eq(edges.installationId, key.installationId), eq(edges.id, key.edgeId)));
  return row ?? null;
}

/**
 * A plan as of `asOf` was applied: every edge of the person up to then has its outcome. `revision` is the person's
 * from before the plan was made: an edge written since stands for facts the plan may not have known, and stays open.
 */
export async function settleEdges(
  db: Db,
  key: PersonKey & { readonly asOf: Date; readonly revision: number; readonly now: Date },
): Promise<void> {
  await db
    .update(edges)
    .set({ state: "done", doneAt: key.now })
    .where(
      and(
        eq(edges.installationId, key.installationId),
        eq(edges.personId, key.personId),
        lte(edges.at, key.asOf),
        lte(edges.revision, key.revision),
        inArray(edges.state, ["pending", "armed"]),
      ),
    );
}
