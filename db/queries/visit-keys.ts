import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import type { Db } from "../client";
import { connections, visitKeys } from "../schema";
import { type Among, isAmong } from "./among";

export type VisitKeyRow = typeof visitKeys.$inferSelect;
type Tenant = { readonly installationId: InstallationId };
type OfConnection = Tenant & { readonly connectionId: ConnectionId };

/** What facts say of one visit on one connection; null = no right. */
export interface WantedVisit {
  readonly connectionId: ConnectionId;
  readonly visit: string;
  readonly visitorId: string;
  readonly locationId: LocationId;
  readonly window: { readonly from: Date; readonly until: Date };
}

const ours = (key: Tenant & { readonly id: string }) =>
  and(eq(visitKeys.installationId, key.installationId), eq(visitKeys.id, key.id));

/** Every visit of a connection that is not over by our books: wanted, or with a link that may still be there. */
export function openVisitKeys(db: Db, key: OfConnection & { readonly now: Date }): Promise<VisitKeyRow[]> {
  return db
    .select()
    .from(visitKeys)
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        eq(visitKeys.connectionId, key.connectionId),
        or(gt(visitKeys.wantedUntil, key.now), inArray(visitKeys.state, ["intended", "present"])),
      ),
    )
    .orderBy(asc(visitKeys.wantedFrom), asc(visitKeys.id));
}

export async function getVisitKey(
  db: Db,
  key: Tenant & { readonly id: string },
): Promise<VisitKeyRow | null> {
  const [row] = await db.select().from(visitKeys).where(ours(key));
  return row ?? null;
}

/** Writes what a visit wants now, making the row on its first right. It is due to be looked at. Returns its id. */
export async function wantVisit(
  db: Db,
  key: Tenant & WantedVisit & { readonly id: string; readonly now: Date },
): Promise<string> {
  const { installationId, connectionId, visit, visitorId, locationId, window, now } = key;
  const [row] = await db
    .insert(visitKeys)
    .values({
      id: key.id,
      installationId,
      connectionId,
      visit,
      visitorId,
      locationId,
      wantedFrom: window.from,
      wantedUntil: window.until,
      state: "none",
      fence: 0,
      nextAt: now,
      armCount: 0,
      askedAt: now,
      failures: 0,
      mail: "none",
      mailFailures: 0,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: [visitKeys.connectionId, visitKeys.visit],
      set: {
        locationId,
        wantedFrom: window.from,
        wantedUntil: window.until,
        nextAt: now,
        askedAt: now,
        failures: 0,
        updatedAt: now,
      },
    })
    .returning({ id: visitKeys.id });
  return row?.id ?? key.id;
}

/** A visit has no right any more: its link is due to be taken away. Repeat: no change. */
export async function unwantVisits(
  db: Db,
  key: Tenant & { readonly ids: readonly string[]; readonly now: Date },
): Promise<void> {
  if (key.ids.length === 0) return;
  await db
    .update(visitKeys)
    .set({ wantedFrom: null, wantedUntil: null, nextAt: key.now, askedAt: key.now, updatedAt: key.now })
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        inArray(visitKeys.id, [...key.ids]),
        isNotNull(visitKeys.wantedFrom),
      ),
    );
}

/** Makes every open visit of a connection due: what was left undone for its state is looked at. Returns their ids. */
export async function wakeVisits(db: Db, key: OfConnection & { readonly now: Date }): Promise<string[]> {
  const { now } = key;
  const rows = await db
    .update(visitKeys)
    .set({ nextAt: now, askedAt: now, askedBackAt: null, failures: 0, updatedAt: now })
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        eq(visitKeys.connectionId, key.connectionId),
        or(gt(visitKeys.wantedUntil, now), inArray(visitKeys.state, ["intended", "present"])),
      ),
    )
    .returning({ id: visitKeys.id });
  return rows.map((row) => row.id);
}

/** Asks for every link that has not begun to be taken back. Returns the visits concerned. Repeat: none more. */
export async function askVisitsBack(db: Db, key: OfConnection & { readonly now: Date }): Promise<string[]> {
  const { now } = key;
  const rows = await db
    .update(visitKeys)
    .set({ askedBackAt: now, nextAt: now, askedAt: now, updatedAt: now })
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        eq(visitKeys.connectionId, key.connectionId),
        inArray(visitKeys.state, ["intended", "present"]),
        gt(visitKeys.givenFrom, now),
        isNull(visitKeys.askedBackAt),
      ),
    )
    .returning({ id: visitKeys.id });
  return rows.map((row) => row.id);
}

/** Changes one visit; use `fenceHolds` or `underFence` around it. */
export async function updateVisitKey(
  db: Db,
  key: Tenant & { readonly id: string },
  change: Partial<typeof visitKeys.$inferInsert>,
): Promise<void> {
  await db.update(visitKeys).set(change).where(ours(key));
}

/**
 * Sets when to look again, unless what the visit wants was written anew since `plannedFor` was read: then it stays due.
 * The timer for another instant is yet to be asked for.
 */
export async function setNextLook(
  db: Db,
  key: Tenant & {
    readonly id: string;
    readonly plannedFor: Pick<VisitKeyRow, "wantedFrom" | "wantedUntil">;
    readonly nextAt: Date | null;
  },
): Promise<void> {
  const { wantedFrom, wantedUntil } = key.plannedFor;
  const same = (column: typeof visitKeys.wantedFrom | typeof visitKeys.wantedUntil, at: Date | null) =>
    at === null ? isNull(column) : eq(column, at);
  await db
    .update(visitKeys)
    .set({
      nextAt: key.nextAt,
      askedAt: sql`case when ${visitKeys.nextAt} is not distinct from ${key.nextAt?.toISOString() ?? null}::timestamptz then ${visitKeys.askedAt} end`,
    })
    .where(and(ours(key), same(visitKeys.wantedFrom, wantedFrom), same(visitKeys.wantedUntil, wantedUntil)));
}

/** Visits that need a timer: due within the horizon and not asked for yet. Nearest first. */
export function visitsToArm(
  db: Db,
  key: { readonly until: Date; readonly limit: number; readonly ids?: readonly string[] },
): Promise<VisitKeyRow[]> {
  return db
    .select()
    .from(visitKeys)
    .where(
      and(
        isNull(visitKeys.askedAt),
        lte(visitKeys.nextAt, key.until),
        key.ids === undefined ? undefined : inArray(visitKeys.id, [...key.ids]),
      ),
    )
    .orderBy(asc(visitKeys.nextAt), asc(visitKeys.id))
    .limit(key.limit);
}

/** Stamps a visit as asked for; only one caller gets true for one arm count. */
export async function stampVisit(
  db: Db,
  key: Tenant & { readonly id: string; readonly armCount: number; readonly now: Date },
): Promise<boolean> {
  const rows = await db
    .update(visitKeys)
    .set({ armCount: key.armCount + 1, askedAt: key.now })
    .where(and(ours(key), eq(visitKeys.armCount, key.armCount)))
    .returning({ id: visitKeys.id });
  return rows.length === 1;
}

/**
 * Visits that should have been looked at by `before` and were not, of kept connections: nobody was asked since, or
 * whoever was asked had until `askedBefore`.
 */
export async function overdueVisits(
  db: Db,
  key: Among & { readonly before: Date; readonly askedBefore: Date; readonly limit: number },
): Promise<VisitKeyRow[]> {
  const rows = await db
    .select({ key: visitKeys })
    .from(visitKeys)
    .innerJoin(
      connections,
      and(
        eq(connections.installationId, visitKeys.installationId),
        eq(connections.id, visitKeys.connectionId),
      ),
    )
    .where(
      and(
        lte(visitKeys.nextAt, key.before),
        or(
          isNull(visitKeys.askedAt),
          lt(visitKeys.askedAt, visitKeys.nextAt),
          lte(visitKeys.askedAt, key.askedBefore),
        ),
        inArray(connections.state, ["active", "paused"]),
        isNull(connections.disconnectingSince),
        isAmong(visitKeys.connectionId, key),
      ),
    )
    .orderBy(asc(visitKeys.nextAt))
    .limit(key.limit);
  return rows.map((row) => row.key);
}

/** The links of a connection that may still be at the vendor, soonest first. */
export function leftVisitLinks(db: Db, key: OfConnection): Promise<VisitKeyRow[]> {
  return db
    .select()
    .from(visitKeys)
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        eq(visitKeys.connectionId, key.connectionId),
        inArray(visitKeys.state, ["intended", "present"]),
      ),
    )
    .orderBy(asc(visitKeys.givenFrom), asc(visitKeys.id));
}

/** What the console shows: visits that are not long over, with something of theirs at or after `endsAfter`. */
export function visitKeysToShow(db: Db, key: Tenant & { readonly endsAfter: Date }): Promise<VisitKeyRow[]> {
  return db
    .select()
    .from(visitKeys)
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        or(
          gt(visitKeys.wantedUntil, key.endsAfter),
          gt(visitKeys.givenUntil, key.endsAfter),
          inArray(visitKeys.state, ["intended", "present"]),
        ),
      ),
    )
    .orderBy(asc(visitKeys.wantedFrom), asc(visitKeys.id));
}

/** The connection ends: no link of a visitor stays with us. Rows that could not be taken back keep their state. */
export async function forgetVisitLinks(db: Db, key: OfConnection): Promise<void> {
  await db
    .update(visitKeys)
    .set({ urlSealed: null, nextAt: null })
    .where(
      and(
        eq(visitKeys.installationId, key.installationId),
        eq(visitKeys.connectionId, key.connectionId),
        or(isNotNull(visitKeys.urlSealed), isNotNull(visitKeys.nextAt), ne(visitKeys.state, "gone")),
      ),
    );
}

/** Has the link of a visit mailed once more, whatever became of earlier mails. False = it has none. */
export async function askMail(
  db: Db,
  key: Tenant & { readonly id: string; readonly now: Date },
): Promise<boolean> {
  const rows = await db
    .update(visitKeys)
    .set({ mail: "due", mailFailures: 0, nextAt: key.now, askedAt: key.now, updatedAt: key.now })
    .where(and(ours(key), eq(visitKeys.state, "present"), isNotNull(visitKeys.urlSealed)))
    .returning({ id: visitKeys.id });
  return rows.length === 1;
}
