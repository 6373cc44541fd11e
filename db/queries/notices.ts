import { and, asc, eq, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { installations, platformNotices } from "../schema";

type Tenant = { readonly installationId: InstallationId };
export type NoticeRow = typeof platformNotices.$inferSelect;

/** A problem that began. Repeat while it lasts: nothing, so that there is one row of it at Nexudus. */
export async function openNotice(
  db: Db,
  row: Tenant & {
    readonly id: string;
    readonly memberId: MemberId;
    readonly problem: string;
    readonly now: Date;
  },
): Promise<void> {
  const { now, ...notice } = row;
  await db
    .insert(platformNotices)
    .values({ ...notice, attempts: 0, nextTryAt: now, createdAt: now })
    .onConflictDoNothing();
}

/** These problems are over; what was not told yet is told no more. */
export async function closeNotices(
  db: Db,
  key: Tenant & { readonly problems: readonly string[]; readonly now: Date },
): Promise<void> {
  if (key.problems.length === 0) return;
  await db
    .update(platformNotices)
    .set({ closedAt: key.now, nextTryAt: null })
    .where(
      and(
        eq(platformNotices.installationId, key.installationId),
        inArray(platformNotices.problem, [...key.problems]),
        isNull(platformNotices.closedAt),
      ),
    );
}

/** Problems to be told, of installations that are let in, the oldest first. */
export async function dueNotices(
  db: Db,
  key: { readonly now: Date; readonly limit: number },
): Promise<NoticeRow[]> {
  const rows = await db
    .select({ notice: platformNotices })
    .from(platformNotices)
    .innerJoin(installations, eq(installations.id, platformNotices.installationId))
    .where(
      and(
        isNull(platformNotices.closedAt),
        isNull(platformNotices.noticeId),
        lte(platformNotices.nextTryAt, key.now),
        eq(installations.state, "active"),
      ),
    )
    .orderBy(asc(platformNotices.nextTryAt), asc(platformNotices.id))
    .limit(key.limit);
  return rows.map((row) => row.notice);
}

/** Takes a problem to tell it now; one caller gets true, and the next try is at `nextTryAt` unless it is told. */
export async function claimNotice(
  db: Db,
  key: Tenant & { readonly id: string; readonly attempts: number; readonly nextTryAt: Date },
): Promise<boolean> {
  const rows = await db
    .update(platformNotices)
    .set({ attempts: sql`${platformNotices.attempts} + 1`, nextTryAt: key.nextTryAt })
    .where(
      and(
        eq(platformNotices.installationId, key.installationId),
        eq(platformNotices.id, key.id),
        eq(platformNotices.attempts, key.attempts),
        isNull(platformNotices.noticeId),
        isNull(platformNotices.closedAt),
      ),
    )
    .returning({ id: platformNotices.id });
  return rows.length === 1;
}

export async function noticeTold(
  db: Db,
  key: Tenant & { readonly id: string; readonly noticeId: string },
): Promise<void> {
  await db
    .update(platformNotices)
    .set({ noticeId: key.noticeId, nextTryAt: null })
    .where(and(eq(platformNotices.installationId, key.installationId), eq(platformNotices.id, key.id)));
}

/** Those of these members about whom something was being told, or begun, after `since`. */
export async function noticedSince(
  db: Db,
  key: Tenant & { readonly memberIds: readonly MemberId[]; readonly since: Date },
): Promise<ReadonlySet<MemberId>> {
  if (key.memberIds.length === 0) return new Set();
  const rows = await db
    .selectDistinct({ memberId: platformNotices.memberId })
    .from(platformNotices)
    .where(
      and(
        eq(platformNotices.installationId, key.installationId),
        inArray(platformNotices.memberId, [...key.memberIds]),
        gt(platformNotices.createdAt, key.since),
      ),
    );
  return new Set(rows.map((row) => row.memberId));
}
